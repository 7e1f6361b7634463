"""How people write one postcode, LS1 1UR, and what is none: for every engine that reads them."""

TAKEN = (
    *("LS1 1UR", "ls11ur", " L S 1 1 u r ", "LS1-1UR", "ls11ur.", "(LS1 1UR)", "L.S.1 1UR"),
    "ＬＳ１ １ＵＲ",
    "LS1\u00a01UR",
    "LS1\t1UR",
    "\u202aLS1\u200b 1UR\u202c",
    "LS1\u00ad1UR",
)
REFUSED = (
    *("LS1", "LSI IUR", "LS1/1UR", "LS1_1UR", "LS1,1UR", "LS1 1UR?", "LS1–1UR", "[LS1 1UR]"),
    *("LS1 1UR LS1 1UR", "LS\u0661 1UR", "LS1\x001UR", "LS1 1UR" + " " * 60),
)
