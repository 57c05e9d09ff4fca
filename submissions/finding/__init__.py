"""Finding one's things again by an e-mail address: links to one's pages, what became of a sending, joining pages.

Whoever asks learns nothing on the page; what there is to say goes to the address alone.
"""
