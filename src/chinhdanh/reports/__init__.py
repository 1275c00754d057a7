"""Reports over an audit's output folder: on the terminal, as one HTML page, as an Excel workbook."""

from chinhdanh.reports.data import Finding, ReportData, load
from chinhdanh.reports.html import write_html
from chinhdanh.reports.labels import Labels, labels_of
from chinhdanh.reports.terminal import print_summary
from chinhdanh.reports.xlsx import write_xlsx

__all__ = ["Finding", "Labels", "ReportData", "labels_of", "load", "print_summary", "write_html", "write_xlsx"]
