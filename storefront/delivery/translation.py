"""Which texts exist per language: `name` is read as `name_vi` and `name_en`."""

from modeltranslation.translator import TranslationOptions, register

from storefront.delivery.models import DeliveryMethod


@register(DeliveryMethod)
class DeliveryMethodTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ("vi",)
