"""The columns of a report, in the order of the template, with their names in both languages."""

from dataclasses import dataclass

TEMPLATE_VERSION = "1"


@dataclass(frozen=True)
class Field:
    """One column: its code, its heading in each language, and whether a row needs it."""

    code: str
    sv: str
    en: str
    required: bool = False
    width: int = 14

    def heading(self, language: str) -> str:
        """The heading in one language."""
        return self.sv if language == "sv" else self.en

    @property
    def names(self) -> frozenset[str]:
        """Everything the column may be called, folded."""
        return frozenset(fold(name) for name in (self.code, self.sv, self.en))


def fold(text: str) -> str:
    """Text as it is compared: without case, and with single spaces."""
    return " ".join(str(text).replace("\u00a0", " ").replace("\u202f", " ").split()).casefold()


MEMBER = Field("member_id", "Medlem", "Member", width=16)
SITE = Field("site_id", "Anläggning", "Site", True, 18)

TABLES: dict[str, tuple[Field, ...]] = {
    "activity": (
        MEMBER,
        SITE,
        Field("activity_code", "Aktivitet", "Activity", True, 40),
        Field("carrier_code", "Energibärare eller material", "Energy carrier or material", True, 34),
        Field("quantity", "Mängd", "Quantity", True),
        Field("unit", "Enhet", "Unit", True, 10),
        Field("data_quality", "Datakvalitet (1–5)", "Data quality (1–5)", True, 18),
        Field("carrier_is_member", "Transportören är medlem", "Carrier is a member", width=24),
        Field("share_in_region_pct", "Andel i regionen (%)", "Share in the region (%)", width=20),
        Field(
            "supplier_factor_kg_per_unit",
            "Leverantörens faktor (kg CO2e/enhet)",
            "Supplier’s factor (kg CO2e/unit)",
            width=34,
        ),
        Field("supplier_evidence", "Underlag för faktorn", "Evidence for the factor", width=24),
        Field("in_site_meter", "Ingår i byggnadens mätare", "Inside the building’s meter", width=24),
        Field("distance_basis", "Avstånd", "Distance", width=22),
        Field("temperature_controlled", "Kyld transport", "Temperature controlled", width=20),
        Field("comment", "Kommentar", "Comment", width=40),
    ),
    "denominator": (
        MEMBER,
        SITE,
        Field("denominator_code", "Nyckeltal", "Denominator", True, 36),
        Field("quantity", "Mängd", "Quantity", True),
        Field("unit", "Enhet", "Unit", True, 10),
    ),
    "measure": (
        MEMBER,
        Field("measure_id", "Åtgärdens nummer", "Measure number", True, 18),
        Field("name", "Åtgärd", "Measure", True, 44),
        Field("area", "Område", "Area", True, 34),
        Field("lever_code", "Verkar genom", "Works through", True, 28),
        Field("owner", "Ansvarig roll", "Responsible role", width=24),
        Field("start_year", "Startår", "Start year", True, 10),
        Field("expected_t_per_year", "Väntad minskning (t/år)", "Expected cut (t/yr)", width=24),
        Field("verified_t_per_year", "Uppmätt minskning (t/år)", "Verified cut (t/yr)", width=24),
        Field("status", "Läge", "Status", True, 14),
    ),
}
#: the sheets' names, and what the first column of a CSV says
SHEETS = {
    "activity": ("Aktiviteter", "Activities"),
    "denominator": ("Nyckeltal", "Denominators"),
    "measure": ("Åtgärder", "Measures"),
}
#: codes of fixed choices → (Swedish, English)
CHOICES: dict[str, dict[str, tuple[str, str]]] = {
    "carrier_is_member": {"yes": ("ja", "yes"), "no": ("nej", "no"), "unknown": ("vet inte", "unknown")},
    "in_site_meter": {"yes": ("ja", "yes"), "no": ("nej", "no")},
    "temperature_controlled": {"yes": ("ja", "yes"), "no": ("nej", "no")},
    "distance_basis": {
        "sfd": ("kortaste väg", "shortest feasible"),
        "gcd": ("storcirkel", "great circle"),
        "actual": ("körd sträcka", "actual"),
    },
    "status": {
        "planned": ("planerad", "planned"),
        "started": ("påbörjad", "started"),
        "done": ("klar", "done"),
        "stopped": ("avbruten", "stopped"),
    },
    "area": {
        "fossil_free_energy": ("Fossilfri energi", "Fossil-free energy"),
        "smart_efficient_logistics": ("Smart och effektiv logistik", "Smart and efficient logistics"),
        "technology_infrastructure": ("Teknik och infrastruktur", "Technology and infrastructure"),
        "packaging_logistics": ("Förpackningslogistik", "Packaging logistics"),
        "circularity_reuse_recycling": ("Cirkularitet, återbruk och återvinning", "Circularity, reuse and recycling"),
    },
}
