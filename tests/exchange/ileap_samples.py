"""iLEAP objects with the figures of published examples, and builders that vary them.

APPENDIX: iLEAP Technical Specifications 1.0.0, appendix B (https://sine-fdn.github.io/ileap-extension/#appendix-b).
CHAIN: the shipments and categories of the SINE Foundation's demonstration host (https://api.ileap.sine.dev), as
mirrored in github.com/way-platform/ileap-go, with the share of each energy carrier added as 1.0.0 requires.
"""

import copy

SCHEMA = "https://api.ileap.sine.dev/{}.json"
PERIOD = ("2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z")


def footprint(kind: str, data: dict, *, primary: float | None = 56.12, period=PERIOD, **more) -> dict:
    """A PACT ProductFootprint around an iLEAP object (`shipment-footprint`, `toc`, `hoc`)."""
    pcf = {"declaredUnit": "ton kilometer", "packagingEmissionsIncluded": False}
    if period:
        pcf |= {"referencePeriodStart": period[0], "referencePeriodEnd": period[1]}
    if primary is not None:
        pcf["primaryDataShare"] = primary
    extension = {"specVersion": "2.0.0", "dataSchema": SCHEMA.format(kind), "data": copy.deepcopy(data)}
    head = {"specVersion": "2.0.0", "status": "Active", "companyName": "Super Duper Transport Co."}
    return head | {"pcf": pcf, "extensions": [extension]} | more


def carrier(name: str, wtw: str, ttw: str, share: str = "1") -> dict:
    return {"energyCarrier": name, "relativeShare": share, "emissionFactorWTW": wtw, "emissionFactorTTW": ttw}


def toc(toc_id: str, wtw: str, ttw: str, *carriers: dict, mode: str = "Road", **more) -> dict:
    made = {"tocId": toc_id, "mode": mode, "co2eIntensityWTW": wtw, "co2eIntensityTTW": ttw}
    listed = list(carriers or (carrier("Diesel", "4.13", "3.17"),))
    return made | {"transportActivityUnit": "tkm", "energyCarriers": listed} | more


def hoc(hoc_id: str, wtw: str, ttw: str, **more) -> dict:
    energy = [carrier("Diesel", "4.13", "3.17", "0.5"), carrier("Electric", "97", "0", "0.5")]
    made = {"hocId": hoc_id, "hubType": "Transshipment", "co2eIntensityWTW": wtw, "co2eIntensityTTW": ttw}
    return made | {"hubActivityUnit": "tonnes", "energyCarriers": energy} | more


def leg(tce_id: str, shipment: str, toc_id: str, kg: str, km: str, tkm: str, wtw: str, ttw: str, **more) -> dict:
    made = {"tceId": tce_id, "shipmentId": shipment, "tocId": toc_id, "mass": kg, "distance": {"actual": km}}
    return made | {"transportActivity": tkm, "co2eWTW": wtw, "co2eTTW": ttw, "prevTceIds": []} | more


def hub(tce_id: str, shipment: str, hoc_id: str, kg: str, wtw: str, ttw: str, **more) -> dict:
    made = {"tceId": tce_id, "shipmentId": shipment, "hocId": hoc_id, "mass": kg, "distance": {"actual": "0"}}
    return made | {"transportActivity": "0", "co2eWTW": wtw, "co2eTTW": ttw} | more


def shipment(shipment_id: str, kg: str, *tces: dict) -> dict:
    return {"shipmentId": shipment_id, "mass": kg, "tces": list(tces)}


#: section 6.3.1: operation emits more than the whole, and the example's second carrier does not
SPECIFICATION_CARRIERS = [
    carrier("Diesel", "2.67", "2.80", "0.30"),
    carrier("Electric", "0.05", "0.05", "0.70"),
]
#: appendix B: 87 kg over 423 km are 36.801 tkm, but the example says 3.6801
APPENDIX = [
    footprint(
        "shipment-footprint",
        shipment("1237890", "87", leg("abcdef", "1237890", "4561230", "87", "423", "3.6801", "3.6801", "3.2801")),
    ),
    footprint(
        "toc",
        toc(
            "4561230",
            "3.6801",
            "3.2801",
            carrier("Diesel", "3.6801", "3.2801"),
            temperatureControl="refrigerated",
            truckLoadingSequence="FTL",
            certifications=["ISO14083:2023"],
        ),
    ),
]
RAIL = toc("toc-rail-1", "0.007", "0", carrier("Electric", "97", "0"), mode="Rail", temperatureControl="ambient")
ROAD = toc("toc-road-1", "0.116", "0.089", temperatureControl="refrigerated", loadFactor="0.6")
SMALL = toc("toc-small-truck-1", "0.793", "0.609", temperatureControl="ambient", emptyDistanceFactor="0.1")
TRANSSHIPMENT = hoc("hoc-transshipment-1", "33", "10", temperatureControl="refrigerated")
WAREHOUSE = hoc("hoc-warehouse-1", "33", "10", hubType="Warehouse")


def multi_modal(road_wtw: str) -> dict:
    """The shipment by rail, hub and road; the host's road leg says 1692.62 kg, its category gives 1962.72."""
    name = "shipment-multi-modal-1"
    return shipment(
        name,
        "40000",
        leg("tce-1-toc-rail-1", name, "toc-rail-1", "40000", "423", "16920", "118.44", "0"),
        hub("tce-2", name, "hoc-transshipment-1", "40000", "1320", "400", prevTceIds=["tce-1-toc-rail-1"]),
        leg("tce-3", name, "toc-road-1", "40000", "423", "16920", road_wtw, "1505.88", prevTceIds=["tce-2"]),
    )


LEGS = shipment(
    "pre-and-post-legs-1",
    "4000",
    leg("tce-1", "pre-and-post-legs-1", "toc-small-truck-1", "4000", "30", "120", "95.16", "73.08"),
    hub("tce-2", "pre-and-post-legs-1", "hoc-warehouse-1", "4000", "132", "40", prevTceIds=["tce-1"]),
    leg("tce-3", "pre-and-post-legs-1", "toc-small-truck-1", "4000", "50", "200", "158.6", "121.8"),
)
CATEGORIES = [
    footprint("toc", RAIL, primary=100),
    footprint("toc", ROAD),
    footprint("toc", SMALL),
    footprint("hoc", TRANSSHIPMENT, primary=100),
    footprint("hoc", WAREHOUSE, primary=100),
]


def chain(road_wtw: str = "1962.72") -> list[dict]:
    """All shipments and categories of the demonstration host."""
    sent = [footprint("shipment-footprint", multi_modal(road_wtw)), footprint("shipment-footprint", LEGS)]
    return [*sent, *copy.deepcopy(CATEGORIES)]
