import CCairo

/// How a text looks.
struct TextStyle: Hashable, Sendable {
    /// Serif for what is stamped, sans for what explains it.
    enum Family: String, Sendable {
        case serif = "Noto Serif"
        case sans = "Noto Sans"
    }

    var family = Family.sans
    /// The size of the type in points.
    var size: Double
    var bold = false
    var italic = false
    var ink = Ink.black
}

/// Where the lines of a text stand in their box.
enum TextAlignment: Sendable {
    case leading, centre, trailing
}

extension CairoCanvas {
    /// Writes a text into a box of this width and returns the height it took; in a given height it stands in
    /// the middle.
    ///
    /// A text that needs more lines than it may have is set smaller, down to the least size, and then ends in
    /// an ellipsis. Pango's markup is never read, so no text can change its own looks.
    @discardableResult
    func write(
        _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double, alignment: TextAlignment = .leading,
        lines: Int32 = 1, within height: Double? = nil, leastSize: Double = 5
    ) -> Double {
        guard let layout = pango_cairo_create_layout(context) else { return 0 }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        setMeasure(of: layout)
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
        pango_layout_set_alignment(layout, alignment.pango)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        setFeatures(of: layout)
        var size = style.size
        setFont(of: layout, style, size: size)
        while pango_layout_get_line_count(layout) > lines, size > leastSize {
            size = max(leastSize, size - 0.5)
            setFont(of: layout, style, size: size)
        }
        if pango_layout_get_line_count(layout) > lines {
            pango_layout_set_height(layout, -lines)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        use(style.ink)
        cairo_move_to(context, x, y + offset(of: layout, size: size, within: height))
        pango_cairo_show_layout(context, layout)
        return blockHeight(of: layout)
    }

    /// How far below the top of its place a text starts: one line stands with its capitals in the middle,
    /// whatever room its script takes above and below them; more lines stand in the middle as a block.
    private func offset(of layout: OpaquePointer, size: Double, within height: Double?) -> Double {
        guard let height else { return 0 }
        guard pango_layout_get_line_count(layout) == 1 else { return (height - blockHeight(of: layout)) / 2 }
        let baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
        return height / 2 + 0.357 * size - baseline
    }

    private func blockHeight(of layout: OpaquePointer) -> Double {
        var units: Int32 = 0
        pango_layout_get_size(layout, nil, &units)
        return Double(units) / Double(PANGO_SCALE)
    }

    private func setFont(of layout: OpaquePointer, _ style: TextStyle, size: Double) {
        guard let font = pango_font_description_new() else { return }
        defer { pango_font_description_free(font) }
        pango_font_description_set_family(font, style.family.rawValue)
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_style(font, style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
        pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, font)
    }

    /// Letters are measured as the outlines have them, not as the pixels would: so PDF and PNG break lines at
    /// the same words.
    private func setMeasure(of layout: OpaquePointer) {
        guard let options = cairo_font_options_create() else { return }
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        let measure = pango_layout_get_context(layout)
        pango_cairo_context_set_font_options(measure, options)
        pango_context_set_round_glyph_positions(measure, 0)
        pango_layout_context_changed(layout)
    }

    /// Figures of one width, so that amounts and numbers stand straight under each other. Letters are never
    /// spaced out: programs that read the text of a PDF take the gaps for blanks.
    private func setFeatures(of layout: OpaquePointer) {
        guard let attributes = pango_attr_list_new() else { return }
        defer { pango_attr_list_unref(attributes) }
        pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1,lnum=1"))
        // A hyphen at the end of a line would become a part of an address or a number.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_attributes(layout, attributes)
    }
}

extension TextAlignment {
    fileprivate var pango: PangoAlignment {
        switch self {
        case .leading: PANGO_ALIGN_LEFT
        case .centre: PANGO_ALIGN_CENTER
        case .trailing: PANGO_ALIGN_RIGHT
        }
    }
}
