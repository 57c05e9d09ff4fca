"""The web application of the processes under test: the product's own, which waits less for a silent phone."""

from ugc_platform import wsgi

wsgi.SILENCE_SECONDS = 2.0
application = wsgi.application
