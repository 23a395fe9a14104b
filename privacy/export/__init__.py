"""Taking records out of the log: as an archive anybody can read, sealed by age, or as a page that opens itself."""

from privacy.export.archive import Export, make_zip, read_zip
from privacy.export.header import ExportHeader
from privacy.export.opening import read_export
from privacy.export.sealed import open_age, recipients_of, seal_age, seal_age_with_passphrase
from privacy.export.sealed_page import make_page, open_page

__all__ = [
    "Export",
    "ExportHeader",
    "make_page",
    "make_zip",
    "open_age",
    "open_page",
    "read_export",
    "read_zip",
    "recipients_of",
    "seal_age",
    "seal_age_with_passphrase",
]
