import DutyModel

/// What a state or union territory calls itself: in English, and in its own script where it has one that is
/// commonly printed on its stamps.
struct StateNames: Hashable, Sendable {
    let english: String
    let local: String?

    /// The names of this state.
    init(of state: StateCode) { (english, local) = Self.all[state.letters] ?? (state.letters, nil) }

    private static let all: [String: (String, String?)] = [
        "AN": ("Andaman and Nicobar Islands", "अंडमान और निकोबार"), "AP": ("Andhra Pradesh", "ఆంధ్రప్రదేశ్"),
        "AR": ("Arunachal Pradesh", nil), "AS": ("Assam", "অসম"), "BR": ("Bihar", "बिहार"),
        "CG": ("Chhattisgarh", "छत्तीसगढ़"), "CH": ("Chandigarh", "चंडीगढ़"),
        "DH": ("Dadra and Nagar Haveli and Daman and Diu", nil), "DL": ("Delhi", "दिल्ली"), "GA": ("Goa", "गोंय"),
        "GJ": ("Gujarat", "ગુજરાત"), "HP": ("Himachal Pradesh", "हिमाचल प्रदेश"), "HR": ("Haryana", "हरियाणा"),
        "JH": ("Jharkhand", "झारखण्ड"), "JK": ("Jammu and Kashmir", nil), "KA": ("Karnataka", "ಕರ್ನಾಟಕ"),
        "KL": ("Kerala", "കേരളം"), "LA": ("Ladakh", nil), "LD": ("Lakshadweep", nil), "MH": ("Maharashtra", "महाराष्ट्र"),
        "ML": ("Meghalaya", nil), "MN": ("Manipur", nil), "MP": ("Madhya Pradesh", "मध्य प्रदेश"), "MZ": ("Mizoram", nil),
        "NL": ("Nagaland", nil), "OD": ("Odisha", "ଓଡ଼ିଶା"), "PB": ("Punjab", "ਪੰਜਾਬ"), "PY": ("Puducherry", "புதுச்சேரி"),
        "RJ": ("Rajasthan", "राजस्थान"), "SK": ("Sikkim", nil), "TN": ("Tamil Nadu", "தமிழ்நாடு"),
        "TR": ("Tripura", "ত্রিপুরা"), "TS": ("Telangana", "తెలంగాణ"), "UK": ("Uttarakhand", "उत्तराखण्ड"),
        "UP": ("Uttar Pradesh", "उत्तर प्रदेश"), "WB": ("West Bengal", "পশ্চিমবঙ্গ"),
    ]
}
