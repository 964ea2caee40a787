"""Which texts exist per language: `title` is read as `title_vi` and `title_en`."""

from modeltranslation.translator import TranslationOptions, register

from storefront.catalog.models import Category, Picture, Product, Variant


@register(Category)
class CategoryTexts(TranslationOptions):
    fields = ("name",)
    required_languages = ("vi",)


@register(Product)
class ProductTexts(TranslationOptions):
    fields = ("title", "description", "seo_title", "seo_description")
    required_languages = {"vi": ("title",)}


@register(Variant)
class VariantTexts(TranslationOptions):
    fields = ("option_1", "option_2", "option_3")


@register(Picture)
class PictureTexts(TranslationOptions):
    fields = ("alt",)
