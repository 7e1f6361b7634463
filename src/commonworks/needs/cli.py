"""The estate at the terminal: `commonworks import estate FILE --council SLUG`."""

import argparse
import json
from pathlib import Path

from commonworks.kernel import clock
from commonworks.kernel.errors import Invalid
from commonworks.needs.commands import estate_import
from commonworks.needs.commands.estate_import import Report
from commonworks.needs.web.estate.importing import sheet_of
from commonworks.network.ports import SYSTEM
