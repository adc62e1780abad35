"""Names under which cases of import give their inputs, and words that tell units and categories."""

from __future__ import annotations

import re

from app.tax.order import ContentUnit

WHOLE = ("dutiable", "dutiable_value", "customs_value", "cif")  # freight is in these
GOODS_VALUE = (
    "goods_value",
    "goods_price",
    "goods_amount",
    "value",
    "amount",
    "total_value",
    "order_value",
    "total_price",
)
EACH = ("unit_price", "unit_dutiable", "unit_value")
PRICE = ("price",)  # of one or of all
VALUE = (*WHOLE, *GOODS_VALUE, *EACH, *PRICE)
LINES = ("lines", "items", "goods", "articles", "products")
COUNT = ("items", "articles", "count", "qty", "pieces_ordered", "item_count")
UNITS = {
    ContentUnit.MILLILITRE: ("volume_ml", "ml", "quantity_ml", "content_ml", "net_ml"),
    ContentUnit.LITRE: ("litres", "liters", "volume_l", "volume_litres", "quantity_l", "litre"),
    ContentUnit.GRAM: ("weight_g", "grams", "g", "net_g", "net_weight_g", "content_g"),
    ContentUnit.KILOGRAM: ("weight_kg", "kg", "quantity_kg", "net_kg", "net_weight_kg"),
    ContentUnit.TONNE: ("tonnes", "tons", "t", "quantity_t", "weight_t", "tonne"),
    ContentUnit.PIECE: ("pieces", "sheets", "pcs"),
}
UNIT_WORDS = {
    "ml": ContentUnit.MILLILITRE,
    "毫升": ContentUnit.MILLILITRE,
    "l": ContentUnit.LITRE,
    "litre": ContentUnit.LITRE,
    "liter": ContentUnit.LITRE,
    "升": ContentUnit.LITRE,
    "g": ContentUnit.GRAM,
    "gram": ContentUnit.GRAM,
    "克": ContentUnit.GRAM,
    "kg": ContentUnit.KILOGRAM,
    "kilogram": ContentUnit.KILOGRAM,
    "千克": ContentUnit.KILOGRAM,
    "公斤": ContentUnit.KILOGRAM,
    "t": ContentUnit.TONNE,
    "tonne": ContentUnit.TONNE,
    "ton": ContentUnit.TONNE,
    "吨": ContentUnit.TONNE,
    "piece": ContentUnit.PIECE,
    "sheet": ContentUnit.PIECE,
    "pc": ContentUnit.PIECE,
    "片": ContentUnit.PIECE,
}
QUANTITY = ("quantity", "volume", "weight", "net_content", "content", "net_weight")
MEASURED = re.compile(r"([\d.,]+)\s*([^\d\s]+)")
CATEGORIES = {
    "high_end": "high_end_cosmetics",
    "high-end": "high_end_cosmetics",
    "高档化妆品": "high_end_cosmetics",
    "cosmetics": "high_end_cosmetics",
    "cosmetic": "make_up",
    "make_up": "make_up",
    "make-up": "make_up",
    "化妆品": "make_up",
    "beer": "beer",
    "啤酒": "beer",
    "spirit": "spirits",
    "whisk": "spirits",
    "brandy": "spirits",
    "liquor": "spirits",
    "baijiu": "spirits",
    "白酒": "spirits",
    "威士忌": "spirits",
    "yellow_wine": "yellow_wine",
    "yellow wine": "yellow_wine",
    "huangjiu": "yellow_wine",
    "黄酒": "yellow_wine",
    "watch": "watch",
    "手表": "watch",
    "jewel": "jewellery",
    "wine": "wine",
    "红酒": "wine",
    "葡萄酒": "wine",
}
CT = ("ct", "ct_rate", "consumption", "consumption_rate", "consumption_tax_rate")
SPECIFIC = ("ct_specific", "specific", "ct_per_unit")
FULL = ("overlimit", "over_limit", "general", "full_tax")
