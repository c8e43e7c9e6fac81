"""The docs site's one page: dbt's own, with what analysts do not look for left out, and whole descriptions shown.

dbt's page is a script that reads two JSON documents, put into it in the place of two marks (as `dbt docs generate
--static` does).
"""

from __future__ import annotations

import json
from typing import Any

TITLE = "Muster: reported numbers"

STYLE = """
<style>
  /* Descriptions of columns are cut to a few words, and cells of the overview's tables to one line, unless told. */
  td[style*="ellipsis"] { white-space: normal !important; max-width: none !important; min-width: 34em; }
  .table-responsive { max-height: none !important; overflow-y: visible !important; }
  a code { color: #00A4A4; }
  .table td:first-child { white-space: nowrap; }
</style>
"""

WIDE, NARROW = "rankSep:200", "rankSep:90"
"""Between the ranks of the graph, which is fitted to the window: the narrower, the larger its names."""

DBT_PACKAGES = ("macro.dbt.", "macro.dbt_duckdb.")


def page(index: str, manifest: dict[str, Any], catalog: dict[str, Any], folder: str) -> str:
    """Return the page.

    Args:
        index: dbt's `index.html`.
        manifest: dbt's `manifest.json`.
        catalog: dbt's `catalog.json`.
        folder: The checkout, with a slash at its end; a published page need not tell where it lies.
    """
    index = index.replace("<title>dbt Docs</title>", f"<title>{TITLE}</title>").replace(WIDE, NARROW)
    index = index.replace("</head>", f"{STYLE}</head>", 1)
    shown = _without_what_is_not_read(manifest)
    for mark, document in (("MANIFEST", shown), ("CATALOG", catalog)):
        # Within a script, only `</` could end it.
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace(folder, "")
        index = index.replace(f'"{mark}.JSON INLINE DATA"', text, 1)
    return index


def _without_what_is_not_read(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest without dbt's own macros, unit tests and tests of no one column, which fill the graph."""
    nodes = manifest["nodes"]
    left_out = {key for key, node in nodes.items() if node["resource_type"] == "test" and not node.get("attached_node")}
    left_out |= set(manifest["unit_tests"])
    shown = dict(manifest)
    shown["nodes"] = {key: _inside(node) for key, node in nodes.items() if key not in left_out}
    shown["unit_tests"] = {}
    shown["macros"] = {key: node for key, node in manifest["macros"].items() if not key.startswith(DBT_PACKAGES)}
    for name in ("parent_map", "child_map"):
        shown[name] = {
            key: [other for other in others if other not in left_out]
            for key, others in manifest[name].items()
            if key not in left_out
        }
    return shown


def _inside(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node as if its file lay in the dbt project, where the tree would show a folder named `..`.

    It does not tell where dbt wrote what it made of the file: a folder of this machine.
    """
    return node | {"original_file_path": node["original_file_path"].removeprefix("../"), "compiled_path": None}
