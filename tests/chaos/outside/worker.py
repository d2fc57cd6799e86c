"""rewards-worker, with Tremendous where GOODWORD_SANDBOX_URL is: no business may say where."""

import os
import sys

from goodword.cli import main
from rewards_worker.providers.tremendous.opening import URLS

if __name__ == "__main__":
    URLS["production"] = os.environ["GOODWORD_SANDBOX_URL"]
    sys.argv[1:] = ["rewards-worker"]
    main()
