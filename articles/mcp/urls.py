"""The address of the Model Context Protocol endpoint."""

from django.urls import re_path

from articles.mcp.views import McpView

urlpatterns = [re_path(r"^mcp/?$", McpView.as_view(), name="mcp")]
