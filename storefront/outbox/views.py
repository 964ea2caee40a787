from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from storefront.outbox.models import Message


@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """What the shop has written, readable while developing. Not there in production."""
    return render(
        request, "outbox/messages.html", {"letters": Message.objects.all()[:100]}
    )


@require_safe
@never_cache
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    letter = get_object_or_404(Message, pk=message_id)
    return render(request, "outbox/message.html", {"letter": letter})
