"""Checks whether the code that reads a loader can handle an epoch that ends early."""

import ast
import inspect
import linecache
import os
import sys

_OURS = os.path.dirname(os.path.abspath(__file__))
_CATCHES_ALL = {"Exception", "BaseException"}
_CATCHES_END = _CATCHES_ALL | {"StopIteration"}


def caller_handles_stop_iteration():
    """Whether the end of a loader, raised now, ends the loop of the caller and not its program.

    A `for` loop ends with its loader. `next(batches)` without `except StopIteration`, as in a loop over
    `range(len(loader))`, expects a batch.
    """
    frame = sys._getframe(1)
    while frame is not None and os.path.dirname(os.path.abspath(frame.f_code.co_filename)) == _OURS:
        frame = frame.f_back
    if frame is None or not _takes_one(frame):
        return True
    catching = _CATCHES_END
    while frame is not None:
        if _is_caught(frame, catching):
            return True
        if frame.f_code.co_flags & inspect.CO_GENERATOR:
            return False  # It would leave a generator as a RuntimeError.
        frame = frame.f_back
        catching = {"StopIteration"}  # A main function's `except Exception` only reports the failure.
    return False


def _takes_one(frame):
    """Whether the line calls next() without a default."""
    return any(
        _covers(node, frame.f_lineno)
        for node in ast.walk(_tree(frame))
        if isinstance(node, ast.Call)
        and (
            isinstance(node.func, ast.Name) and node.func.id == "next" and len(node.args) == 1
            or isinstance(node.func, ast.Attribute) and node.func.attr == "__next__"
        )
    )


def _is_caught(frame, catching):
    first = frame.f_code.co_firstlineno
    for node in ast.walk(_tree(frame)):
        if not isinstance(node, (ast.Try, ast.With)) or node.lineno < first:
            continue
        if not node.body[0].lineno <= frame.f_lineno <= node.body[-1].end_lineno:
            continue
        if isinstance(node, ast.With):
            found = {name for item in node.items for name in _names(item.context_expr)}
            if "suppress" in found and found & catching:
                return True
        elif any(
            handler.type is None and catching >= _CATCHES_ALL or handler.type and set(_names(handler.type)) & catching
            for handler in node.handlers
        ):
            return True
    return False


def _covers(node, line):
    return node.lineno <= line <= node.end_lineno


def _names(expression):
    for node in ast.walk(expression):
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield node.id if isinstance(node, ast.Name) else node.attr


_trees = {}


def _tree(frame):
    """Syntax tree of the frame's file; empty if its source is unavailable."""
    name = frame.f_code.co_filename
    if name not in _trees:
        try:
            _trees[name] = ast.parse("".join(linecache.getlines(name, frame.f_globals)))
        except (SyntaxError, ValueError):
            _trees[name] = ast.Module(body=[], type_ignores=[])
    return _trees[name]
