"""Names, captions and words of the demo. Everybody in it is invented."""

from dataclasses import dataclass, field

from ugc_platform.demo import scenes

PASSWORD = "fanfare-demo"  # noqa: S105 -- printed at start, for a demo on this machine only

PEOPLE = (
    "Amara", "Jonas", "Mei", "Luca", "Sofía", "Noah", "Ingrid", "Kofi", "Yuki", "Elif", "Mateo", "Freya", "Omar",
    "Chloé", "Anton", "Priya", "Lars", "Nadia", "Tomás", "Hanna",
)  # fmt: skip


@dataclass(frozen=True)
class DemoBrand:
    """One brand and its people: (e-mail local part, role)."""

    slug: str
    name: str
    legal_name: str
    address: str
    accent: str
    timezone: str
    members: tuple[tuple[str, str], ...]

    @property
    def domain(self) -> str:
        """A domain that can never exist."""
        return f"{self.slug}.example"


@dataclass(frozen=True)
class DemoCampaign:
    """One campaign: words, motifs and how many submissions it has."""

    brand: str
    title: str
    tagline: str
    brief: str
    hashtags: tuple[str, ...]
    motifs: tuple[scenes.Scene, ...]
    captions: tuple[str, ...]
    submissions: int
    days: int
    email_policy: str = "none"
    # One of them asks for the proof, one shows the form as it is without: also without JavaScript.
    proof_of_work: bool = True
    accent: str = ""
    scopes: tuple[str, ...] = ("pages", "social", "ads", "edits")
    closed: bool = False
    # The first is the language of the terms, the others are translations of them.
    terms: tuple[str, ...] = ("en",)
    questions: tuple[dict[str, object], ...] = field(default=())


BRANDS = (
    DemoBrand(
        "northlight",
        "Northlight Outdoors",
        "Northlight Outdoors Ltd",
        "12 Harbour Lane\nKinlochmore PH50 4QP",
        "#2f6f5e",
        "Europe/London",
        (("owner", "owner"), ("marketer", "marketer"), ("moderator", "moderator"), ("viewer", "viewer")),
    ),
    DemoBrand(
        "morgenrot",
        "Morgenrot Kaffee",
        "Morgenrot Kaffeerösterei GmbH",
        "Speicherstraße 8\n20457 Hamburg",
        "#a4502f",
        "Europe/Berlin",
        (("owner", "owner"), ("moderator", "moderator")),
    ),
)

CAMPAIGNS = (
    DemoCampaign(
        "morgenrot",
        "Summer in a cup",
        "How did your coffee look this summer?",
        "From June to August we collected your summer cups. Thank you for every single one.",
        ("summerinacup",),
        scenes.MORNING,
        (
            "Iced, on the balcony, before anyone else was up.",
            "Camping stove, good beans, no hurry.",
            "The best seat in the house.",
            "Two cups and a very long talk.",
            "My grandmother’s cup, my own roast.",
        ),
        submissions=10,
        days=120,
        email_policy="optional",
        terms=("de", "en"),
        closed=True,
    ),
    DemoCampaign(
        "morgenrot",
        "The first cup",
        "Show us the first quiet minute of your day.",
        "A cup, a window, the street below: send the picture of your first coffee. "
        "The ones we love most hang in our roastery for a month, with your name beside them.",
        ("firstcup", "morgenrot"),
        scenes.MORNING,
        (
            "Six in the morning. The city still belongs to me.",
            "First sip, then the emails.",
            "Practising the swirl. Day 43.",
            "The cat was here first.",
            "Light like this lasts four minutes.",
            "Window seat, second floor, no plans.",
        ),
        submissions=16,
        days=30,
        email_policy="optional",
        terms=("de", "en", "fr"),
        questions=(
            {
                "key": "brew",
                "label": "How do you brew?",
                "hint": "",
                "kind": "choice",
                "options": ["Filter", "Espresso", "French press", "Something else"],
                "required": False,
            },
        ),
    ),
    DemoCampaign(
        "northlight",
        "Where the path took you",
        "Not the summit. The moment on the way you still think about.",
        "Show us a place that made you stop: a ridge in the mist, a lake at six, a tent with the light still on. "
        "Photos and short videos are both welcome. Tell us in a sentence why you stopped there.",
        ("wherethepathtookyou", "northlight"),
        scenes.OUTDOORS,
        (
            "We had turned back already. Then the fog opened.",
            "Nobody spoke for ten minutes.",
            "Last light before the storm came over the ridge.",
            "I walked here with my father twenty years ago.",
            "Woke up at four for this. Would do it again tomorrow.",
            "The lake was so still that we whispered.",
            "One tent, two people, eleven thousand stars.",
            "A wrong turn, and the best one of the year.",
            "Sand in everything. Worth it.",
            "Every fir smelled of rain.",
        ),
        proof_of_work=False,
        submissions=34,
        days=21,
    ),
)

MESSAGES = (
    ("This one made our whole team stop. Where was it taken?", "Thank you! North side of the loch, about an hour in."),
    ("Wonderful light. May we ask which month that was?", "Late October. I nearly stayed in bed."),
    ("We would love to show this in our shop window. Look out for the grant on your page.", ""),
    ("Thank you for sending this in.", "Thank you for the kind words, that made my day."),
)

ALT_TEXTS = {
    "mountains": "Mountain ridges fading into morning haze",
    "lake": "Mountains mirrored in a still lake",
    "forest": "Rows of fir trees in the mist",
    "night": "A lit tent under a sky full of stars",
    "sea": "The sun low over the sea with a sailing boat",
    "dunes": "Sand dunes in warm light under a blue sky",
    "cup": "A cup of coffee with a swirl in the foam, seen from above",
    "skyline": "City houses at dawn with a few lit windows",
    "petals": "Colourful flowers in a green meadow",
}

REJECTIONS = (
    ("quality", "The picture is too dark for print. A brighter one of the same place would be wonderful."),
    ("off_topic", "We love it, but this campaign is about places outdoors."),
    ("people", "There is a face in the background that we cannot ask."),
)
APPEALS = {
    "quality": "It was taken at dawn, the dark is the picture. On a bright screen you see the whole ridge.",
    "off_topic": "It is outdoors: the window belongs to the hut on the pass, and I stand in front of it.",
    "people": "The face belongs to my sister; she stands next to me and is fine with it.",
}
