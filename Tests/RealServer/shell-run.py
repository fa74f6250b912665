"""Runs statements with the real models as the old shell did: an IPython whose answers are printed by their number.

Run by real-vantage6, which brings `db`. Argument: the file with the statements. Prints what `vshell --echo` prints,
but of an error its class alone. After an error the session is made usable again, which the old shell left to people.
"""
import ast
import sys

from IPython.lib.pretty import pretty
try:
    from vantage6.hq.model.base import DatabaseSessionManager
except ImportError:  # before version 5
    from vantage6.server.model.base import DatabaseSessionManager


def main(path):
    lines = open(path, encoding="utf-8").read().split("\n")
    names = {"db": db}
    for number, node in enumerate(ast.parse("\n".join(lines)).body, 1):
        source = lines[node.lineno - 1:node.end_lineno]
        prompt = "In [%d]: " % number
        more = " " * (len(prompt) - 5) + "...: "
        for place, line in enumerate(source):
            print((more if place else prompt) + line)
        try:
            if isinstance(node, ast.Expr):
                value = eval(compile(ast.Expression(node.value), path, "eval"), names)
                if value is not None:
                    text = pretty(value)
                    print("Out[%d]: %s%s" % (number, "\n" if "\n" in text else "", text))
            else:
                exec(compile(ast.Module([node], []), path, "exec"), names)
        except Exception as error:
            print("!" + type(error).__name__)
            DatabaseSessionManager.get_session().rollback()
        print()


main(sys.argv[1])
