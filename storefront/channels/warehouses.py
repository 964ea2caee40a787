"""The warehouses that a platform has, and which of our locations they are."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from storefront.connections.models import Connection


class RemoteWarehouseQuerySet(models.QuerySet["RemoteWarehouse"]):
    def of(self, connection: Connection) -> Self:
        """What the platform has now, the main one first."""
        return self.filter(connection=connection, gone=False)


class RemoteWarehouse(models.Model):
    """A warehouse of a platform, as it told last."""

    connection = models.ForeignKey(
        Connection, models.CASCADE, related_name="remote_warehouses"
    )
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    main = models.BooleanField(default=False)
    #: The platform has it no longer. It stays, for what staff chose.
    gone = models.BooleanField(default=False)
    #: When the platform told it last; real time.
    told_at = models.DateTimeField()

    objects = RemoteWarehouseQuerySet.as_manager()

    class Meta:
        verbose_name = _("warehouse on a channel")
        verbose_name_plural = _("warehouses on channels")
        ordering = ["-main", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="one_warehouse_per_id"
            ),
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(main=True, gone=False),
                name="one_main_warehouse",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id


class WarehouseChoice(models.Model):
    """What a location of ours is over there. One without a choice is the main one."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    location = models.ForeignKey(
        "inventory.Location", models.CASCADE, related_name="warehouse_choices"
    )
    warehouse = models.ForeignKey(
        RemoteWarehouse, models.CASCADE, related_name="choices"
    )

    class Meta:
        verbose_name = _("choice of a warehouse")
        verbose_name_plural = _("choices of warehouses")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "location"], name="one_warehouse_per_location"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location}: {self.warehouse}"
