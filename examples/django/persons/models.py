import os

from django.contrib.auth.models import User
from django.db import models


class Tag(models.Model):
    name = models.SlugField(unique=True)


class Person(models.Model):
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    tags = models.ManyToManyField(Tag)
    if os.environ.get("PERSONS_HEIGHT"):    # the next release
        height = models.DecimalField(null=True, max_digits=5, decimal_places=2)

    class Meta:
        db_table = "persons"
        indexes = [models.Index(fields=["name"], name="persons_name")]
