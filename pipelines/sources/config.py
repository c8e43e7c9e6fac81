"""`sources.yml`: the check of the file on load, with the line of every mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipelines.errors import UserError
from pipelines.sources.source import Expectation, Source

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

__all__ = ["Expectation", "Source", "load_sources"]


def load_sources(path: Path) -> list[Source]:
    """Read and check a sources file; every entry is returned, disabled ones too.

    Raises:
        UserError: The file cannot be read or an entry is wrong; the message is one line that names the file, the
            line, the field, what was expected and what was found.
    """
    document = _parse(path)
    entries = _entries(path, document)
    sources = []
    first_line: dict[str, int] = {}
    for index, entry in enumerate(entries):
        line = _line(document, ("sources", index))
        if not isinstance(entry, CommentedMap):
            raise UserError(f"{path}:{line}: sources[{index}]: expected fields (name: ..., kind: ...), got {entry!r}")
        if "base_dir" in entry:
            line = _line(document, ("sources", index, "base_dir"))
            raise UserError(f"{path}:{line}: sources[{index}].base_dir: expected no such field; take it out")
        try:
            source = Source(**_plain(entry), base_dir=path.resolve().parent)
        except ValidationError as error:
            raise UserError(_complaint(path, document, index, error.errors()[0])) from None
        if source.name in first_line:
            line = _line(document, ("sources", index, "name"))
            raise UserError(
                f"{path}:{line}: sources[{index}].name: expected a unique name, "
                f"got '{source.name}' (already used in line {first_line[source.name]})"
            )
        first_line[source.name] = _line(document, ("sources", index, "name"))
        sources.append(source)
    return sources


def _parse(path: Path) -> CommentedMap:
    try:
        document = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; write one (see sources.yml) or name another with --sources") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: expected UTF-8 text; save the file as UTF-8") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}" if mark else ""
        raise UserError(f"{path}{place}: expected YAML: {_one_line(error.problem or 'not readable')}") from None
    except YAMLError as error:
        raise UserError(f"{path}: expected YAML: {_one_line(str(error))}") from None
    if not isinstance(document, CommentedMap):
        raise UserError(f"{path}:1: expected a list under `sources:`, got {_show(document)}")
    return document


def _entries(path: Path, document: CommentedMap) -> CommentedSeq:
    for key in document:
        if key != "sources":
            raise UserError(f"{path}:{_line(document, (key,))}: {key}: expected `sources` and nothing else at the top")
    entries = document.get("sources")
    if not isinstance(entries, CommentedSeq) or not entries:
        raise UserError(
            f"{path}:{_line(document, ('sources',))}: sources: expected at least one source, got {_show(entries)}"
        )
    return entries


def _complaint(path: Path, document: CommentedMap, index: int, error: ErrorDetails) -> str:
    # Union members add their own names to the location; only what is in the file counts.
    where = tuple(part for part in error["loc"] if not (isinstance(part, str) and "[" in part))
    line = _line(document, ("sources", index, *where))
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return f"{path}:{line}: sources[{index}]{field}: {_expected(error)}"


def _expected(error: ErrorDetails) -> str:
    got = "nothing" if error["type"] == "missing" else _show(error["input"])
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            expected = str(context["expected"]).replace("'", "")
        case "missing":
            expected = "this field"
        case "extra_forbidden":
            known = ", ".join(name for name in Source.model_fields if name != "base_dir")
            return f"expected one of the known fields ({known})"
        case "string_pattern_mismatch":
            expected = "kebab-case (small letters, digits and single hyphens)"
        case "tuple_type":
            expected = "a list"
        case "value_error":
            expected = str(context["error"]).removeprefix("expected ")
            if isinstance(error["input"], dict):
                return f"expected {expected}"
        case _:
            expected = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return f"expected {expected}, got {got}"


def _line(document: CommentedMap, where: tuple[object, ...]) -> int:
    """Line (from 1) of the deepest part of `where` that is in the file."""
    node: Any = document
    line = 1
    for part in where:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int):
                line = node.lc.item(part)[0] + 1
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _plain(value: Any) -> Any:
    """Return builtin types, so that a message shows what was written and not the parser's classes."""
    if isinstance(value, CommentedMap):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, CommentedSeq):
        return [_plain(item) for item in value]
    for builtin in (bool, int, float, str):
        if isinstance(value, builtin):
            return builtin(value)
    return value


def _show(value: object) -> str:
    if value is None:
        return "nothing"
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."  # noqa: PLR2004 - what fits on a line


def _one_line(text: str) -> str:
    return " ".join(text.split())
