"""Listing users as our program does, without printing them. It prints how many, and its peak of memory in MB."""

import sys

from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile
from services.directory.classic import ClassicDirectory
from tests.benchmarks.measuring import own_peak_mb

if __name__ == "__main__":
    endpoint, config_file = sys.argv[1:3]
    options = Options(config_file=config_file, identity_endpoint=endpoint)
    directory = ClassicDirectory(open_session(load_profile(options, {}), options))
    everyone = [user for page in directory.users() for user in page]
    print(len(everyone), own_peak_mb())
