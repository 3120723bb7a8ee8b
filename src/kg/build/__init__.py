"""The build wing: from a source folder to a release; never imports the serve wing."""
