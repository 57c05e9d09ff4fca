"""Writes the XMP packet that an exported file carries: who made it, whom to credit, what is allowed."""

from xml.sax.saxutils import escape

from mediakit.values import Rights

PLUS = "http://ns.useplus.org/ldf/vocab/"
_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
MAX_TEXT = 4000


def packet(rights: Rights) -> bytes:
    """Return the packet as UTF-8. Text is escaped, cut to a sane length, and cleared of control characters."""
    fields = [
        _wrapped("dc:creator", "rdf:Seq", "<rdf:li>", rights.creator),
        _plain("photoshop:Credit", rights.credit),
        _wrapped("dc:rights", "rdf:Alt", '<rdf:li xml:lang="x-default">', rights.copyright),
        _plain("xmpRights:Marked", "True" if rights.copyright or rights.usage_terms else ""),
        _wrapped("xmpRights:UsageTerms", "rdf:Alt", '<rdf:li xml:lang="x-default">', rights.usage_terms),
        _plain("xmpRights:WebStatement", rights.web_statement),
        _licensor(rights),
        _plain("plus:DataMining", rights.data_mining and PLUS + rights.data_mining),
        _plain("plus:ModelReleaseStatus", rights.model_release and PLUS + rights.model_release),
    ]
    return (_HEAD + "".join(fields) + _TAIL).encode()


def _text(value: str) -> str:
    """XML 1.0 allows no control characters but tab and line ends."""
    return escape("".join(c for c in value[:MAX_TEXT] if c in "\t\n" or (c.isprintable() and c not in "\ufffe\uffff")))


def _plain(name: str, value: str) -> str:
    return f"<{name}>{_text(value)}</{name}>" if value else ""


def _wrapped(name: str, container: str, item: str, value: str) -> str:
    return f"<{name}><{container}>{item}{_text(value)}</rdf:li></{container}></{name}>" if value else ""


def _licensor(rights: Rights) -> str:
    inner = (
        _plain("plus:LicensorName", rights.licensor_name)
        + _plain("plus:LicensorURL", rights.licensor_url)
        + _plain("plus:LicensorEmail", rights.licensor_email)
    )
    if not inner:
        return ""
    return f'<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">{inner}</rdf:li></rdf:Seq></plus:Licensor>'
