"""Writes what real Python answers under every program of the *.txt files here.

A program is a block of lines that start with '> '; the lines after it are its output: bare expressions print their
repr, an error prints '!' and its class. display.txt uses IPython's pretty printer instead of repr.
"""
import ast
import contextlib
import io
import pathlib


def run(program, show):
    out = io.StringIO()
    scope = {}
    with contextlib.redirect_stdout(out):
        try:
            for node in ast.parse(program).body:
                if isinstance(node, ast.Expr):
                    value = eval(compile(ast.Expression(node.value), "p", "eval"), scope)
                    if value is not None:
                        print(show(value))
                else:
                    exec(compile(ast.Module([node], []), "p", "exec"), scope)
        except Exception as error:
            print("!" + type(error).__name__)
    return out.getvalue().rstrip("\n")


def pretty(value):
    from IPython.lib.pretty import pretty

    return pretty(value, max_width=79)


for path in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
    show = pretty if path.name == "display.txt" else repr
    programs, current = [], []
    for line in path.read_text().split("\n") + [""]:
        if line.startswith("> ") or line == ">":
            current.append(line[2:])
        elif current:
            programs.append("\n".join(current))
            current = []
    text = ""
    for program in programs:
        text += "".join("> " + line + "\n" for line in program.split("\n")) + run(program, show) + "\n\n"
    path.write_text(text)
