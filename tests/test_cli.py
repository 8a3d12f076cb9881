"""The command line, in this process where that shows the same as a new one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from gantheory.cli import main
from gantheory.report.canonical import schema

USER_CLAIMS = str(Path(__file__).parent / "user_claims.py")
FAST = ["--methods", "symbolic,quadrature"]


def run(*arguments, **environment):
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gantheory", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def refused(capsys, *arguments):
    """The one line that a wrong command line is answered with."""
    code = main(arguments)
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert err.startswith("gantheory: error: ")
    assert err.count("\n") == 1
    return err


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("gantheory 0.")


def test_help_names_every_command(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in ("verify", "list", "show", "derive", "figure", "divergence"))


def test_verify_prints_the_table_and_passes(capsys):
    assert main(["verify", USER_CLAIMS, *FAST]) == 0
    out = capsys.readouterr().out
    assert "my_value_eq_js" in out
    assert "REFUTED ✓" in out
    assert "\x1b" not in out


def test_a_control_that_the_chosen_methods_cannot_refute_counts(capsys, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from gantheory.assertions import Claim, Control, Identity, Instance\n"
        "from gantheory.distributions import Normal\n"
        "from gantheory.divergences import js, kl\n"
        "holds = Claim(statement='', assertion=lambda: Identity(2 * js, js + js),\n"
        "    instances=lambda: [Instance(p=Normal(0, 1), q=Normal(1, 1))],\n"
        "    controls=lambda: [Control('elsewhere', Identity(js, kl), [Instance()])])\n"
    )
    assert main(["verify", str(tmp_path / "mine.py"), "--methods", "quadrature"]) == 1
    assert "control not refuted (INCONCLUSIVE): elsewhere" in capsys.readouterr().out


def test_claims_that_the_chosen_methods_cannot_judge_count(capsys):
    assert main(["verify", USER_CLAIMS, "--methods", "counterexample"]) == 1
    assert "Not as it should be" in capsys.readouterr().out


def test_the_report_is_the_same_whatever_the_jobs(tmp_path):
    reports = []
    for jobs in ("1", "2"):
        path = tmp_path / f"{jobs}.json"
        claims = [USER_CLAIMS, "value_at_optimal_discriminator_eq_js", "S001-18"]
        assert main(["verify", *claims, "--seed", "7", "--jobs", jobs, "--json", str(path)]) == 0
        reports.append(json.loads(path.read_text(encoding="utf-8")))
        jsonschema.validate(reports[-1], schema())
    assert untimed(reports[0]) == untimed(reports[1])


def untimed(report):
    if isinstance(report, dict):
        return {key: untimed(value) for key, value in report.items() if key != "seconds"}
    return [untimed(value) for value in report] if isinstance(report, list) else report


def test_all_reports_are_written(tmp_path, capsys):
    paths = {kind: tmp_path / f"report.{kind}" for kind in ("json", "junit", "markdown")}
    options = [part for kind, path in paths.items() for part in (f"--{kind}", str(path))]
    assert main(["verify", USER_CLAIMS, *FAST, *options]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths.values())
    capsys.readouterr()
    assert main(["list", USER_CLAIMS, "--report", str(paths["json"])]) == 0
    assert "PROVED" in capsys.readouterr().out


def test_nothing_is_verified_when_a_report_cannot_be_written(capsys, monkeypatch):
    monkeypatch.setattr(sys.modules["gantheory.verify"], "verify", lambda *_, **__: pytest.fail("verified"))
    assert "cannot write" in refused(capsys, "verify", USER_CLAIMS, "--json", "/no/such/folder/report.json")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["verify", "value_at_optimal_discriminator_is_js"],
            "did you mean value_at_optimal_discriminator_eq_js?",
        ),
        (["verify", "--methods", "magic"], "choose from symbolic, enclosure"),
        (["verify", "--jobs", "0"], "--jobs must be at least 1"),
        (["verify", "--jobs", "many"], "--jobs"),
        (["verify", "--seed", "-1"], "--seed"),
        (["verify", "--no-such-option"], "--no-such-option"),
        (["verfy"], "verify"),
        (["verify", "no_such.py"], "there is no file"),
        (["show"], "name"),
        (["show", "S000-n"], "it is not checked"),
        (["derive", "value_at_optimal_discriminator_eq_js"], "is no derivation; its kind is identity"),
        (["derive", "js_form_of_optimal_value", "--latex", "--markdown"], "choose one"),
        (["list", "--report", "no_such.json"], "cannot read"),
        (["list", "--report", USER_CLAIMS], "is no JSON"),
        (["figure", "-o", "x.pdf"], "--all"),
    ],
)
def test_wrong_usage_is_one_line(capsys, arguments, message):
    assert message in refused(capsys, *arguments)


def test_a_file_with_a_syntax_error_is_one_line(capsys, tmp_path):
    (tmp_path / "broken.py").write_text("claim = Claim(\n")
    assert "broken.py, line 1: SyntaxError" in refused(capsys, "verify", str(tmp_path / "broken.py"))


def test_list_shows_names_statements_and_rows(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["list", "S000-e18"]) == 0
    out = capsys.readouterr().out
    assert "value_at_optimal_discriminator_eq_js" in out
    assert "−log 4 + 2 JSD(p_data‖p_g)" in out


def test_list_sources_shows_every_row_and_what_is_expected(capsys, monkeypatch):
    from gantheory.claims.sources import rows

    monkeypatch.setenv("COLUMNS", "200")
    assert main(["list", "--sources"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(any(line.startswith(f"{row.id} ") for line in lines) for row in rows())
    assert any("S001-18" in line and "refuted as printed: wrong argument" in line for line in lines)
    assert any("S000-n " in line and "not checked: A list of symbols" in line for line in lines)
    assert any("S000-e18" in line and "(reconstructed)" in line for line in lines)


def test_list_loads_neither_sympy_nor_matplotlib():
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gantheory", "list"], capture_output=True, text=True
    )
    loaded = {line.split("|")[-1].strip() for line in process.stderr.splitlines()}
    assert process.returncode == 0
    assert "numpy" in loaded
    assert not loaded & {"sympy", "scipy.stats", "matplotlib", "jsonschema", "flint"}


def test_show_gives_the_statement_and_lines_that_recompute_the_witnesses(capsys):
    assert main(["show", "S001-18"]) == 0
    out = capsys.readouterr().out
    assert "−2.560720031" in out or "-2.560720031" in out
    assert "[ERR; equation (18)]" in out
    assert "checked at" in out
    lines = [line.strip() for line in out.splitlines() if line.startswith("    at(")]
    assert lines
    namespace: dict[str, object] = {}
    exec("from gantheory.vocabulary import *", namespace)
    left, right = eval(lines[0], namespace)
    assert left == pytest.approx(-1.163451, abs=1e-6)
    assert right == pytest.approx(-2.560720, abs=1e-6)


def test_ctrl_c_reports_what_was_done(tmp_path):
    file = tmp_path / "slow.py"
    file.write_text(
        "import pathlib, time\n"
        "from gantheory.assertions import Claim, Identity, Instance\n"
        "from gantheory.divergences import js\n"
        "from gantheory.distributions import Normal\n"
        "def forever(name):\n"
        f"    (pathlib.Path({str(tmp_path)!r}) / name).touch()\n"
        "    time.sleep(300)\n"
        "quick = Claim(statement='', assertion=lambda: Identity(2 * js, js + js),\n"
        "    instances=lambda: [Instance(p=Normal(0, 1), q=Normal(1, 1))])\n"
        "first = Claim(statement='', assertion=lambda: forever('first'))\n"
        "second = Claim(statement='', assertion=lambda: forever('second'))\n"
    )
    for jobs, marks in (("1", ["first"]), ("2", ["first", "second"])):
        report = tmp_path / f"{jobs}.json"
        command = ["verify", str(file), "--methods", "quadrature", "--jobs", jobs, "--json", str(report)]
        process = subprocess.Popen(
            [sys.executable, "-m", "gantheory", *command],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not all((tmp_path / mark).exists() for mark in marks):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "quick" in out
        assert "Interrupted" in out
        assert "Traceback" not in err
        written = json.loads(report.read_text(encoding="utf-8"))
        assert written["interrupted"]
        assert [claim["name"] for claim in written["claims"]] == ["quick"]
        for mark in marks:
            (tmp_path / mark).unlink()


def test_a_closed_pipe_is_no_error():
    process = subprocess.Popen(
        [sys.executable, "-m", "gantheory", "list", "--sources"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_output_is_plain_text_without_a_terminal_and_with_no_color(environment):
    assert "\x1b" not in run("list", **environment).stdout


def test_divergence_prints_a_number_with_its_error(capsys):
    assert main(["divergence", "js", "normal(0, 1)", "normal(3, 0.5)"]) == 0
    assert capsys.readouterr().out.startswith("0.63086798722053")
    assert main(["divergence", "js", "normal(0, 1)", "normal(3, 0.5)", "--digits", "30"]) == 0
    assert capsys.readouterr().out.startswith("0.630867987220538846700249396912 ±")


def test_divergence_prints_infinity_with_the_reason_and_as_json(capsys):
    assert main(["divergence", "kl", "cauchy", "normal"]) == 0
    assert capsys.readouterr().out.startswith("inf (")
    assert main(["divergence", "kl", "cauchy", "normal", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["value"], found["status"], found["p"]) == ("inf", "infinite", "Cauchy(0, 1)")


def test_an_undecided_divergence_is_exit_code_1(capsys):
    # W∞ of two laws with unlike tails on the whole line: nothing is known of how far apart their quantiles get
    assert main(["divergence", "wasserstein(inf)", "normal", "student_t(5)"]) == 1
    assert "both tails reach to infinity" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["kl", "normal", "normal(1, 1)"], "0.5 ±"),
        (["kl_divergence", "normal", "normal(1, 1)"], "0.5 ±"),
        (["renyi(2)", "normal", "normal(1, 1)"], "1.0 ±"),
        (["f(t*log(t))", "normal", "normal(1, 1)"], "0.5"),
        (["entropy", "uniform(0, 1)"], "0.0 ±"),
        (["wasserstein(2)", "normal", "normal(0, 3)"], "2.0 ±"),
        (["js", "truncated(normal(0, 1), 0, inf)", "half_normal(2)"], "0.0"),
        (["tv", "push(z**2, normal(0, 1))", "gamma(0.5, 2)"], ""),
        (["pearson_chi2", "normal(0, 0.018)", "normal(3.94, 0.0217)"], "1e10913"),
        (["js", "normal", "normal(1, 1)", "--method", "monte_carlo", "--draws", "2000"], "0.1"),
    ],
)
def test_every_kind_of_divergence_is_printed(capsys, arguments, expected):
    assert main(["divergence", *arguments]) == 0
    assert capsys.readouterr().out.startswith(expected)


def test_a_divergence_explains_itself_and_is_drawn(capsys, tmp_path):
    path = tmp_path / "pair.svg"
    arguments = ["divergence", "js", "normal(0, 1)", "laplace(3, 0.5)", "--explain", "--plot", str(path)]
    assert main(arguments) == 0
    assert "panels" in capsys.readouterr().out
    assert path.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("law", "message"),
    [
        ("9**9**9", "9**9**9"),
        ("normal(0, 9**9**9)", "exponent"),
        ("__import__('os')", "__import__"),
        ("normal(0, -1)", "scale must be positive"),
        ("normal(0, nan)", "nan"),
        ("norml(0, 1)", "did you mean normal"),
        ("push(3, normal(0, 1))", "constant"),
        ("0.5*normal + 0.4*normal(1, 1)", "sum"),
        ("", "law"),
    ],
)
def test_an_unusable_law_is_one_line(capsys, law, message):
    assert message in refused(capsys, "divergence", "js", law, "normal(0, 1)")


@pytest.mark.parametrize(
    "options",
    [
        ["jsd", "normal", "normal"],
        ["js", "normal", "normal", "--digits", "0"],
        ["js", "normal", "normal", "--rtol", "2"],
        ["js", "normal"],
        ["entropy", "normal", "normal"],
        ["renyi(-1)", "normal", "normal"],
        ["f(t^2)", "normal", "normal"],
        ["alpha(nan)", "normal", "normal"],
        ["js", "normal", "normal(1, 1)", "--method", "closed_form"],
        ["js", "normal", "normal(1, 1)", "--seed", "-1"],
        ["entropy", "normal", "--plot", "nowhere.svg"],
        ["js", "atoms([0])", "normal", "--plot", "nowhere.svg"],
        ["js", "normal", "normal(1, 1)", "--plot", "no/such/folder/x.svg"],
    ],
)
def test_an_unusable_divergence_is_one_line(capsys, options):
    refused(capsys, "divergence", *options)


@pytest.mark.parametrize(("option", "mark"), [([], "[linearity]"), (["--latex"], "align*"), (["--markdown"], "$")])
def test_derive_names_the_rule_of_every_line(capsys, option, mark):
    assert main(["derive", "js_form_of_optimal_value", *option]) == 0
    out = capsys.readouterr().out
    assert mark in out
    assert "linearity" in out


def test_figures_are_drawn_into_files(tmp_path, capsys):
    assert main(["figure", "dirac_gan_orbit", "-o", str(tmp_path / "orbit.svg")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'orbit.svg'}\n"
    assert (tmp_path / "orbit.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("name", "file", "message"),
    [
        ("dirac_gan_orbi", "orbit.svg", "did you mean 'dirac_gan_orbit'"),
        ("dirac_gan_orbit", "no/such/folder/orbit.svg", "cannot write"),
        ("dirac_gan_orbit", "orbit.xyz", "cannot write"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_one_line(capsys, tmp_path, name, file, message):
    assert message in refused(capsys, "figure", name, "-o", str(tmp_path / file))
    assert list(tmp_path.iterdir()) == []
