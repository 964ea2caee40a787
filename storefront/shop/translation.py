from modeltranslation.translator import TranslationOptions, register

from storefront.shop.models import TOPICS, Profile


@register(Profile)
class ProfileTexts(TranslationOptions):
    fields = ("tagline", "hours", *(f"{topic}_policy" for topic in TOPICS))
