from django.urls import path

from persons.views import add

urlpatterns = [path("persons/<name>", add)]
