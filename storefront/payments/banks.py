"""Banks by the number (BIN) that VietQR knows them by."""

#: From NAPAS' list; a shop whose bank is not here writes its number and name itself.
BANKS = {
    "970405": "Agribank",
    "970416": "ACB",
    "970418": "BIDV",
    "970437": "HDBank",
    "970422": "MB",
    "970448": "OCB",
    "970403": "Sacombank",
    "970400": "Saigonbank",
    "970443": "SHB",
    "970407": "Techcombank",
    "970423": "TPBank",
    "970441": "VIB",
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970432": "VPBank",
}
