from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded picture, for shops without a proxy or a bucket that would serve it.

    Names carry a digest of the content, so a name never means something else later.
    """
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
