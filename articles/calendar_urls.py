"""The address of the calendar of reviews."""

from django.urls import path

from articles.calendar_views import reviews

urlpatterns = [path("<str:token>.ics", reviews, name="reviews")]
