"""A Wagtail site as its documentation sets one up; with ``PEER_CACHE``, wagtail-cache in front."""
