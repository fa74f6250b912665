import ShellLanguage
import Testing

@Suite("The host's objects are values like any others")
struct HostObjectTests {
  @Test(
    "attributes are read and set on the host",
    arguments: [
      ("ann.name", "'Ann'"), ("ann", "<Person 'Ann'>"), ("f'{ann}'", "\"<Person 'Ann'>\""),
      ("ann.age = 3\nann.age", "3"),
      ("ann.age = 1\nann.age += 2\nann.age", "3"),
      ("ann == ann, ann == bob, ann != bob, ann is ann", "(True, False, True, True)"),
      ("hasattr(ann, 'name'), hasattr(ann, 'nope'), getattr(ann, 'name')", "(True, False, 'Ann')"),
      ("dir(ann)", "['age', 'fail', 'friends', 'name', 'save']"), ("{ann: 1}[ann]", "1"), ("bool(ann)", "True"),
      ("isinstance(ann, Person), isinstance(1, Person), isinstance(1, (Person, int))", "(True, False, True)"),
      ("Person('X').name", "'X'"), ("Person(name='X', age=5).age", "5"), ("db.Person.get_by_name('Y')", "<Person 'Y'>"),
      ("a, b = ann, bob\na.name + b.name", "'AnnBob'"), ("[p.name for p in [ann, bob]]", "['Ann', 'Bob']"),
      ("[p.name for p in Person], len(list(Person))", "(['Cas', 'Dan'], 2)"),
      ("sorted([bob, ann], key=lambda p: p.name)", "[<Person 'Ann'>, <Person 'Bob'>]"),
    ])
  func attributes(_ program: String, _ output: String) {
    #expect(Session.withPeople().session.run(program) == output)
  }

  @Test(
    "a host's list behaves as a list",
    arguments: [
      ("ann.friends", "[<Person 'Bob'>]"), ("len(ann.friends)", "1"), ("ann.friends[0].name", "'Bob'"),
      ("ann.friends[-1:]", "[<Person 'Bob'>]"), ("bob in ann.friends, ann in ann.friends", "(True, False)"),
      ("ann.friends == [bob], type(ann.friends) is list, isinstance(ann.friends, list)", "(True, True, True)"),
      ("[f.name for f in ann.friends]", "['Bob']"), ("ann.friends + [ann]", "[<Person 'Bob'>, <Person 'Ann'>]"),
      ("bool(ann.friends), bool(bob.friends)", "(True, False)"), ("ann.friends.index(bob)", "0"),
      ("ann.friends.refresh", "'refreshed'"),
      ("ann.friends.append(ann)\nann.friends", "[<Person 'Bob'>, <Person 'Ann'>]"),
      ("ann.friends.remove(bob)\nann.friends", "[]"), ("ann.friends += [ann]\nlen(ann.friends)", "2"),
      ("ann.friends[0] = ann\nann.friends", "[<Person 'Ann'>]"), ("del ann.friends[0]\nann.friends", "[]"),
      ("ann.friends.extend([ann, ann])\nlen(ann.friends)", "3"), ("ann.friends.pop()", "<Person 'Bob'>"),
      ("ann.friends.insert(0, ann)\nann.friends[0]", "<Person 'Ann'>"), ("ann.friends.append(5)", "!TypeError"),
      ("ann.friends.remove(ann)", "!ValueError"), ("ann.friends[5]", "!IndexError"),
      ("ann.friends.nope", "!AttributeError"),
      ("ann.friends += [ann, ann]\nfor f in ann.friends: ann.friends.pop()\nann.friends", "[]"),
    ])
  func lists(_ program: String, _ output: String) {
    #expect(Session.withPeople().session.run(program) == output)
  }

  @Test("every change of a host's list reaches the host as a replacement")
  func changes() {
    let (session, ann, _) = Session.withPeople()
    #expect(session.run("f = ann.friends\nf.append(ann)\nf.remove(bob)\nf.reverse()\nf.clear()") == "")
    #expect(ann.friends.changes == ["1..<1 +1", "0..<1 +0", "0..<1 +1", "0..<1 +0"])
  }

  @Test("the length of a host's list does not fetch it")
  func lengthIsCheap() {
    let (session, ann, _) = Session.withPeople()
    #expect(session.run("len(ann.friends), bool(ann.friends)") == "(1, True)")
    #expect(ann.friends.fetches == 0)
  }

  @Test("a host takes values apart as the language does")
  func values() throws {
    let interpreter = Session().interpreter
    let value = try interpreter.value(of: "(x for x in [1, 'a', None])")
    let elements = try interpreter.elements(of: value)
    #expect(try elements.count == 3 && interpreter.text(of: elements[1]) == "a")
    #expect(try interpreter.areEqual(elements[0], .float(1)) && !interpreter.areEqual(elements[0], elements[1]))
    let dict = DictValue(["a": .int(1), "b": .none])
    dict["b"] = .text("x")
    #expect(try interpreter.representation(of: .dict(dict)) == "{'a': 1, 'b': 'x'}")
    #expect(dict["a"] != nil && dict["c"] == nil && dict.pairs.count == 2)
  }

  @Test("methods are called, and their errors get a spot")
  func methods() throws {
    let (session, ann, _) = Session.withPeople()
    #expect(session.run("ann.save()") == "")
    #expect(ann.log == ["save"])
    let error = try #require(session.error("x = 1\nann.fail(reason='none')"))
    #expect(error.className == "NoResultFound")
    #expect(error.position == SourcePosition(line: 2, column: 0, length: 23))
    #expect(session.run("x") == "1")
  }

  @Test("'with' enters and exits, also after an error")
  func with() {
    let (session, ann, _) = Session.withPeople()
    #expect(session.run("with ann as a:\n    a.age = 1\n") == "")
    #expect(session.run("with ann:\n    1 / 0\n") == "!ZeroDivisionError")
    #expect(session.run("for i in [1, 2]:\n    with ann, bob as b:\n        break\ni, b") == "(1, <Person 'Bob'>)")
    #expect(ann.log == ["enter", "set age", "exit well", "enter", "exit ZeroDivisionError", "enter", "exit well"])
    #expect(session.run("with 5: pass") == "!TypeError")
  }

  @Test("lists of host objects print one a line")
  func display() {
    let session = Session.withPeople().session
    #expect(session.run("[ann, bob]", isDisplay: true) == "[<Person 'Ann'>,\n <Person 'Bob'>]")
    #expect(session.run("[ann]", isDisplay: true) == "[<Person 'Ann'>]")
    #expect(session.run("ann.friends + [ann]", isDisplay: true) == "[<Person 'Bob'>,\n <Person 'Ann'>]")
    #expect(session.run("{'a': [ann, bob]}", isDisplay: true) == "{'a': [<Person 'Ann'>,\n  <Person 'Bob'>]}")
    #expect(session.run("(ann, bob)", isDisplay: true) == "(<Person 'Ann'>,\n <Person 'Bob'>)")
  }

  @Test(
    "modules of the host are imported in every form",
    arguments: [
      ("from vantage6.server.model.rule import Scope, Operation\nScope + Operation", "'so'"),
      ("from vantage6.server.model.rule import Scope as S\nS", "'s'"),
      ("import vantage6.server.model.rule as rule\nrule.Scope", "'s'"),
      ("import vantage6.server.model.rule\nvantage6.server.model.rule.Scope", "'s'"),
      ("from vantage6.server.model import rule\nrule.Operation", "'o'"),
      ("from vantage6.server.model.rule import (\n  Scope,\n  Operation as O,\n)\nO", "'o'"),
      ("from vantage6.server.model.rule import Scoop", "!ImportError"),
      ("from vantage6.server.model.rules import Scope", "!ModuleNotFoundError"), ("import os", "!ModuleNotFoundError"),
      ("from vantage6.server.model.rule import *", "!SyntaxError"),
      ("import vantage6\nvantage6", "<module 'vantage6'>"),
    ])
  func modules(_ program: String, _ output: String) {
    let session = Session()
    session.interpreter.addModule(Module("vantage6.server.model.rule", ["Scope": .text("s"), "Operation": .text("o")]))
    #expect(session.run(program) == output)
  }

  @Test(
    "help tells about host objects, functions, types, and the language",
    arguments: [
      (
        "help(ann)",
        "Person\n\nAttributes:\n  age      None\n  friends  a list\n  name     a str\n\nMethods:\n  fail(reason=…)  Fails.\n"
      ),
      ("ann?", "Person\n\nAttributes:\n  age "), ("?ann", "Person\n\nAttributes:\n  age "),
      ("?", "The statements are Python's"),
      ("??", "The statements are Python's"), ("?; 1", "The statements are Python's"),
      ("ann.save?", "save()\nSaves it."),
      ("help(len)", "len(value)\nHow many"), ("help(str)", "str(value=…)\nA text"),
      ("help('x')", "a str\n\nMethods:\n  capitalize() "),
      ("help()", "The statements are Python's"), ("db.Person?", "Person"),
    ])
  func help(_ program: String, _ start: String) {
    #expect(Session.withPeople().session.run(program).hasPrefix(start))
  }
}
