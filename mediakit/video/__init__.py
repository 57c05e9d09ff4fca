"""Video: open safely, probe, poster, preview, web rendition. FFmpeg is only ever handed an open file object."""
