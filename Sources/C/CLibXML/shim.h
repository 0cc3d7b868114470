// libxml2 may be built with ICU; its header would then pull ICU's own into this module, where they clash with
// the toolchain's. Nothing here uses ICU.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
