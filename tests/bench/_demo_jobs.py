"""What the jobs of a demo shop do in its first minutes: benches have no worker."""

import django

django.setup()

from storefront.catalog.drawing import draw_picture
from storefront.catalog.models import Picture
from storefront.shelves.services import refresh_everything

if __name__ == "__main__":
    for picture_id in Picture.objects.to_be_drawn().values_list("pk", flat=True):
        draw_picture(picture_id=picture_id)
    refresh_everything()
