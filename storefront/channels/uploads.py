"""Pictures that platforms were handed, each once."""

from django.db import models

from storefront.connections.models import Connection


class Upload(models.Model):
    """What a platform calls a picture. The same picture has the same address here."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    external_id = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "url"], name="one_upload_per_picture"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
