"""The curator's desk: a report's text beside what is proposed for it, on a page of this machine only."""
