from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .models import Person


@csrf_exempt
def add(request, name):
    Person.objects.create(name=name)
    return HttpResponse(", ".join(person.name for person in Person.objects.order_by("id")) + "\n")
