from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget


class Named(BoundField):
    """A field of a form among several: the head of a table does not name it to ears."""

    def build_widget_attrs(
        self, attrs: dict[str, str | bool], widget: Widget | None = None
    ) -> dict[str, str | bool]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.form.prefix and not (widget or self.field.widget).is_hidden:
            attrs.setdefault("aria-label", str(self.label))
        return attrs


class Renderer(TemplatesSetting):
    """Looks for widgets among our templates first."""

    bound_field_class = Named
