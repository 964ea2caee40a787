"""The demo shop's pictures. `python -m storefront.web.demo.drawing` draws them anew."""
