"""How the catalogue is heard by the apps above it.

Sent inside the transaction of the change; receivers insert rows and do nothing else.
"""

from django.dispatch import Signal

#: A product's texts, pictures, state, category or variants changed. `product_ids`.
products_changed = Signal()

#: Only prices changed. `variant_ids`.
prices_changed = Signal()

#: The sizes of pictures were made: pages look better, nothing else is new.
#: `product_ids`.
pictures_drawn = Signal()
