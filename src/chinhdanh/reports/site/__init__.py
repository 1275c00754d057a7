"""The law library as a static site in both languages, and the comparison of two days as a page or as text."""

from chinhdanh.reports.site.book import Book
from chinhdanh.reports.site.build import is_site, write_site
from chinhdanh.reports.site.changes import as_html, as_text

__all__ = ["Book", "as_html", "as_text", "is_site", "write_site"]
