"""Cases of "Nothing of the user's is lost, and one mistake gives one message": name, shell commands
($T is the tool), and the test that holds what is right. FILES are written before each."""

RUNS = "strength,policy,count\n"
SLAB = "'estimators=[direct]' 'controls=[]' budget=32 training.steps=5 task.readout=40 --quiet"


def rows(count, agree, start, names="x,linear,slab", zero="0", one="1", comma=","):
    cells = [(str(start + n), (zero, one)[n % 2], (zero, one)[n % 2 if agree else 1 - n % 2])
             for n in range(count)]
    return (names + "\n").replace(",", comma) + "".join(comma.join(c) + "\n" for c in cells)


def table(more="policies: [linear, slab]", **form):
    return {
        "train.csv": rows(16, True, 0, **form), "pressure.csv": rows(16, False, 100, **form),
        "readout.csv": rows(16, False, 200, **form),
        "mine.yaml": "task:\n  kind: table\n  train: train.csv\n  pressure: pressure.csv\n"
        "  readout: readout.csv\n  " + more + "\nestimators: [direct]\ncontrols: []\nbudget: 32\n"
        "training: {steps: 5}\n"}


def user_folder():
    files = table()
    files["experiment.yaml"] = files.pop("mine.yaml")
    files["data/train.csv"] = "my,own\n1,2\n"
    files["report.md"] = "my report\n"
    return files


def counts(*lines):
    return RUNS + "".join(line + "\n" for line in lines)


def tilted(scale=1.0, scores=1.0, copies=1):
    import random
    draw, lines = random.Random(7), []
    for n in range(900):
        top = n % 3
        score = draw.gauss(top, 1)
        lines += [f"{top * scale!r},{score * scores!r},{'b' if score > 1.5 else 'a'}\n"] * copies
    return "strength,score,policy\n" + "".join(lines)


CASES = [
    # 1 Nothing of the user's is lost
    ("a user's own folder", user_folder(),
     "md5sum data/train.csv experiment.yaml report.md > sums; $T run experiment.yaml --out . "
     "--quiet > said; echo exit $?; md5sum -c sums 2>&1 | grep -v OK",
     "FolderTests.aFolderOfTheUsersIsRefused"),
    ("an input through a link", {},
     f"$T run slab {SLAB} --out out > said; ln out/experiment.yaml hard.yaml; cp hard.yaml was; "
     "$T run hard.yaml seed=2 --out out > said; echo exit $?; cmp was hard.yaml",
     "FolderTests.inputsAreNeverWrittenTo"),
    ("other settings in the same folder", {},
     f"$T run slab {SLAB} --out out > said; md5sum out/summary.json > sums; "
     f"$T run slab {SLAB} seed=2 --out out > said; echo exit $?; md5sum -c sums 2>&1 | grep -v OK",
     "FolderTests.aFolderBelongsToOneSetUp"),
    ("other data in the same folder", table(),
     "$T run mine.yaml --out out --quiet > said; md5sum out/summary.json > sums; "
     "sed -i s/^200,/250,/ readout.csv; $T run mine.yaml --out out --quiet > said; echo exit $?; "
     "md5sum -c sums 2>&1 | grep -v OK", "FolderTests.otherDataAreAnotherSetUp"),
    ("a report cites its own commands", table(),
     f"$T run slab {SLAB} --out out > said; $T run mine.yaml --out out --quiet > said 2>&1; "
     f"$T run slab {SLAB} --out out | tr -d '\\n' | grep -o 'tiltmeter run [^ ]*' | sort | uniq -c",
     "FolderTests.aReportCitesItsOwnCommands"),
    ("a loop over settings", {},
     f"for s in 1 2 3; do $T run slab {SLAB} seed=$s > said; done; ls tiltmeter-out | wc -l",
     "FolderTests.aLoopOverSettingsKeepsEveryResult"),
    # 2 What a long run meets
    ("training that diverges", {},
     "$T run slab 'estimators=[direct, dose-response]' budget=1200 training.optimizer=sgd "
     "training.rate=20 learner.activation=relu --quiet > said; echo exit $?",
     "LongRunTests.trainingsThatDivergeAreAResult"),
    ("a final loss that is no number", {},
     "C=\"run slab estimators=[direct] controls=[] budget=32 training.optimizer=sgd "
     "training.rate=1e6 learner.activation=relu training.steps=20\"; $T $C > said 2>&1; "
     "$T $C 2>&1 > said | tail -2", "StoredRecordTests, LongRunTests.trainingsThatDivergeAreAResult"),
    ("damage in the table of commands", {},
     f"$T run slab {SLAB} --out out > said; S=out/shards/runs.sqlite; "
     "sqlite3 $S \"UPDATE executions SET host = 1, trained = x'00ff'\" 2> said || sqlite3 $S "
     "\"UPDATE records SET body = x'00ff' WHERE kind = (SELECT max(kind) FROM records)\"; "
     "$T report out > said; echo exit $?",
     "BitFlipTests.noneEndsBySignalOrChangesASummaryInSilence"),
    ("standard input that is shut", {}, "$T estimate - <&-; echo exit $?",
     "LongRunTests.standardInputThatCannotBeRead"),
    ("standard input that is a folder", {}, "$T run - < .; echo exit $?",
     "LongRunTests.standardInputThatCannotBeRead"),
    ("standard output that is full", {}, "$T list > /dev/full; echo exit $?",
     "LongRunTests.standardOutputThatCannotBeWritten"),
    ("little address space", {},
     "(ulimit -v 250000; timeout -s KILL 20 $T list > said; echo exit $?)", "LongRunTests.littleAddressSpace"),
    ("no memory for an estimate", {},
     "(echo strength,policy,group; seq 400000 | sed 's/.*/&,p,&/') > large.csv; "
     "(ulimit -v 180000; timeout -s KILL 20 $T estimate large.csv > said; echo exit $?)", "LongRunTests.littleAddressSpace"),
    ("a folder called file:x", {}, f"$T run slab {SLAB} --out file:x > said; echo exit $?; ls",
     "FolderTests.namesOfAllKinds"),
    ("a path that is not UTF-8", {},
     f"$T run slab {SLAB} --out $'a\\xffb' > said; echo exit $?", "FolderTests.namesOfAllKinds"),
    ("too few file handles", {}, f"(ulimit -n 7; $T run slab {SLAB} --out out > said; echo exit $?)",
     "LongRunTests.tooFewFileHandles"),
    ("a folder in summary.json's place", {},
     f"$T run slab {SLAB} --out out > said; rm out/summary.json; mkdir out/summary.json; "
     f"$T run slab {SLAB} --out out > said; echo exit $?", "FolderTests.whatIsInTheWayIsNamed"),
    # 3 Anyone's own runs
    ("a column `cout`", {"r.csv": "strength,policy,cout\n0,a,47\n0,b,3\n"},
     "$T estimate r.csv; echo exit $?", "OwnRunsTests.misspeltColumnsAreErrors"),
    ("a key `scor`", {"r.csv": tilted().replace("score", "scor", 1)},
     "$T estimate r.csv; echo exit $?", "OwnRunsTests.misspeltColumnsAreErrors"),
    ("a column that is carried along", {"r.csv": "strength,policy,note\n0,a,x\n0,b,y\n0,a,z\n"},
     "$T estimate r.csv --keep note > said; echo exit $?",
     "OwnRunsTests.columnsThatAreCarriedAlongAreNamed"),
    ("<(command)", {"r.csv": counts("0,a,47", "0,b,3")}, "$T estimate <(cat r.csv) | head -1",
     "OwnRunsTests.anyReadablePathIsRead"),
    ("/dev/stdin behind a pipe", {"r.csv": counts("0,a,47", "0,b,3")},
     "cat r.csv | $T estimate /dev/stdin | head -1", "OwnRunsTests.anyReadablePathIsRead"),
    ("a FIFO", {"r.csv": counts("0,a,47", "0,b,3")},
     "mkfifo f; cat r.csv > f & timeout 5 $T estimate f | head -1",
     "OwnRunsTests.anyReadablePathIsRead"),
    ("18 runs, all A's", {"r.csv": counts("0,A,18")},
     "$T estimate r.csv --a A --b B --level .99; echo exit $?",
     "OwnRunsTests.aNamedPolicyThatNeverCameUpIsBounded"),
    ("a likely typo of a policy", {"r.csv": counts("0,honest,18", "0,grader,2")},
     "$T estimate r.csv --a honest --b gradr 2>&1 | grep -i 'did you mean'; echo exit $?",
     "OwnRunsTests.aLikelyTypoIsAWarning"),
    ("--a A --b A", {"r.csv": counts("0,A,18", "0,B,2")}, "$T estimate r.csv --a A --b A; echo exit $?",
     "OwnRunsTests.pairsThatAreNone"),
    ("--a other", {"r.csv": counts("0,A,18", "0,B,2")}, "$T estimate r.csv --a other; echo exit $?",
     "OwnRunsTests.pairsThatAreNone"),
    ("--level with a folder", {},
     f"$T run slab {SLAB} --out out > said; $T estimate out --level .9 > said; echo exit $?",
     "OwnRunsTests.settingsOfAnExperimentAreNotIgnored"),
    ("the default pair", {"r.csv": counts("0,a,20", "0,b,10", "3,c,900")},
     "$T estimate r.csv 2>&1 | head -2", "OwnRunsTests.theDefaultPairIsCountedAtZeroAndSaid"),
    ("a budget where there is none", {"r.csv": counts("0,a,0", "0,b,0", "1,a,3", "1,b,4")},
     "$T estimate r.csv 2>&1 | tr '\\n' ' ' | grep -o 'raise the budget' | head -1; echo .",
     "OwnRunsTests.noBudgetIsSpokenOf"),
    ("chains with names", {"r.csv": "strength,score,policy,chain\n" + "".join(
        f"{n % 2},{n * 37 % 101 / 50},{'ab'[n % 3 == 0]},run-{'xyzuvw'[n % 6]}\n" for n in range(600))},
     "$T estimate r.csv > said; echo exit $?", "OwnRunsReadingTests.chainsTakeAnyText"),
    ("one score of 1e300", {"r.csv": tilted() + "1,1e300,b\n"}, "$T estimate r.csv; echo exit $?",
     "OwnRunsTests.oneStrayScoreIsNamed"),
    ("strengths times 1e160", {"r.csv": tilted(1e160, 1e-160)},
     "$T estimate r.csv 2>&1 | grep -E '^ +ladder'; $T estimate r.csv > said; echo exit $?",
     "OwnRunsTests.hugeAndTinyUnitsAreRescaled"),
    ("direct beside a score", {"r.csv": tilted()}, "$T estimate r.csv | grep -E '^ +direct'",
     "OwnRunsTests.plainSamplesAreCountedDirectlyToo"),
    ("every sample four times", {"r.csv": tilted(copies=4)},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE 'copies are no [a-z ]+' | head -1; echo .",
     "OwnRunsTests.copiesGetAWarning"),
    # 4 One mistake, one message
    ("policies: [linear, slob]", table(
        "policies: [linear, slob]\npair: {a: linear, b: slab}\npressure: {policy: slab}"),
     "$T validate mine.yaml; echo exit $?", "OneMistakeTests.aPolicyWithoutAColumnIsTheCause"),
    ("polices:", table("polices: [linear, slab]"), "$T validate mine.yaml; echo exit $?",
     "OneMistakeTests.aMisspeltKeyIsTheCause"),
    ("headers are checked beside faulty settings", table(
        "policies: [linear, slob]\ntrainin: {steps: 3}"), "$T validate mine.yaml; echo exit $?",
     "OneMistakeTests.dataAreCheckedWhereSettingsAreFaulty"),
    ("tabs", table(comma="\t"), "$T validate mine.yaml 2>&1 | wc -l; $T validate mine.yaml 2>&1 | head -1",
     "OneMistakeTests.separatorsAreSaidOnce"),
    ("semicolons", table(comma=";"), "$T validate mine.yaml 2>&1 | wc -l",
     "OneMistakeTests.separatorsAreSaidOnce"),
    ("classes -1 and 1", table(zero="-1"),
     "$T validate mine.yaml 2>&1 | wc -l; $T validate mine.yaml 2>&1 | head -1; "
     "$T validate mine.yaml 'task.classes={-1: 0, 1: 1}' | head -1",
     "OneMistakeTests.classesAreSaidOnceAndTheRemedyWorks"),
    ("a JSON array", {"r.json": '[{"strength": 0, "policy": "a"},\n {"strength": 0, "policy": "b"}]\n'},
     "$T estimate r.json; echo exit $?", "OneMistakeTests.anArrayOfRunsIsSaidOnce"),
    ("classes 1 and 2", table(zero="1", one="2"), "$T validate mine.yaml 2>&1 | grep -E 'note' | head -1; echo .",
     "OneMistakeTests.classesFromOneAreNoted"),
    ("a column on the command line", {}, "$T validate slab training.stps=3; echo exit $?",
     "OneMistakeTests.mistakesHaveTheirColumn"),
    ("estimators=direct, hidden=16, controls=none, budget=1e3", {},
     "$T validate slab estimators=direct learner.hidden=16 controls=none budget=1e3; echo exit $?",
     "OneMistakeTests.theyDoWhatTheySay"),
    ("a key twice", {}, "$T validate slab seed=1 seed=2 > said; echo exit $?",
     "OneMistakeTests.mistakesHaveTheirColumn"),
    ("a key as flag and setting", {}, "$T validate slab --seed 1 seed=2 > said; echo exit $?",
     "OneMistakeTests.mistakesHaveTheirColumn"),
    ("a policy called failed", table("policies: [linear, failed]", names="x,linear,failed"),
     "$T validate mine.yaml > said; echo exit $?", "OneMistakeTests.outcomesNameNoPolicy"),
    # 5 Symmetry and truth of sentences
    ("a and b exchanged", {"r.csv": counts(
        "0,a,106", "5,a,52", "5,b,11", "25,a,96", "25,b,31", "100,a,35", "100,b,105")},
     "for p in '--a a --b b' '--a b --b a'; do $T estimate r.csv $p --json | tr -d ' \\n' | "
     "grep -oE '\"ed50\":\\{[^}]*\\}|\"kind\":\"[a-z-]*\"' | sort | tr '\\n' ' '; echo; done",
     "SymmetryTests.exchangingThePairExchangesNamesAndSigns, EqualityTests"),
    ("the memory clause", {},
     "$T run slab 'controls=[memory]' 'estimators=[direct]' budget=400 --quiet | tr -s ' \\n' ' ' | "
     "grep -oE 'the nearest training example[^;(]*'", "VerdictTests (the control agrees, contradicts, or is silent)"),
    ("the first estimator that has a value", {"r.csv": counts(
        "1,a,30", "1,b,9", "-1,a,40", "-1,b,4", "2,a,20", "2,b,20")},
     "$T estimate r.csv | head -3 | tr -s ' \\n' ' '; echo",
     "VerdictTests.aRefusedEstimatorIsNamedWithItsReason"),
    ("bases of unequal size", {"r.csv": "strength,policy,count,group\n0,a,99,g0\n0,b,1,g0\n" + "".join(
        f"0,b,1,g{n}\n" for n in range(1, 21))},
     "$T estimate r.csv | grep -E -A1 'favoured|shares|^ +share|A +B' | head -6",
     "BaseSpreadTests, VerdictTests"),
    ("only one strength has hits", {"r.csv": counts("0,a,30", "0,b,3", "2,a,30", "2,b,10")},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE '[a-z ]*(only one strength|only 2.0) has hits' | head -1",
     "DoseSentenceTests.oneStrengthBesideZero"),
    ("reached only under pressure", {"r.csv": counts("0,a,40", "1,a,6", "1,b,4", "2,a,1", "2,b,9")},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE '(it was not reached|is reached|reached only)"
     "[^;,]*' | head -1", "VerdictTests"),
    ("no overlap at a shared strength", {"r.csv": counts("0.5,a,5", "1,a,4", "1,b,6", "2,b,10")},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE '(no overlap|share one strength)[^;:]*' | head -1",
     "DoseSentenceTests.aSharedStrengthIsNoGap"),
    ("equality among the strengths", {"r.csv": counts(
        "0,a,88", "0,b,12", "1,a,73", "1,b,27", "2,a,50", "2,b,50", "3,a,27", "3,b,73", "4,a,12",
        "4,b,88")},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE 'equality lies outside' | head -1; echo .",
     "DoseSentenceTests.equalityAmongTheStrengthsIsNotOutside"),
    ("150 runs far from zero", {"r.csv": counts(*[
        f"{1000000 + n},{p},{c}" for n, (a, b) in enumerate([(25, 5), (20, 10), (15, 15), (10, 20), (5, 25)])
        for p, c in (("a", a), ("b", b))])},
     "$T estimate r.csv | tr -s ' \\n' ' ' | grep -oE 'too few runs[^:]*' | head -1; echo .",
     "DoseSentenceTests.farStrengthsAreNotFewRuns"),
    # 6 What a newcomer lacks
    ("progress on 60 columns", {},
     "script -qec \"stty cols 60; $T run slab budget=60000 training.steps=60 "
     "'estimators=[direct, dose-response]' --color never\" log > said; tr '\\r' '\\n' < said | sed 's/\\x1b\\[K//g' | "
     "LC_ALL=C.UTF-8 grep -vE 'report in' | LC_ALL=C.UTF-8 grep -cE '^.{62,}'",
     "StatedRunTests.aNarrowTerminalIsNotFlooded, ReportsTests/WidthTests"),
    ("lists on 60 columns", {},
     "script -qec \"stty cols 60; $T list; $T show mlp; $T plan slab\" log | "
     "awk 'length($0) > 61' | wc -l", "CatalogueTests.whatIsPrintedFitsTheTerminal"),
    ("a word within two seconds", {},
     "(timeout -s KILL 6 $T run slab training.steps=400000 'learner.hidden=[64]' 2>&1 > said) | head -1",
     "StatedRunTests.nothingIsSilentForLong"),
    ("how long it takes", {}, "$T plan two-digits 2>/dev/null | tail -1",
     "CatalogueTests.aPlanTriesTheMachine, WorkClockTests"),
    ("validate --resolved", {}, "$T validate slab --resolved 2>&1 | wc -l", "KeysTests.resolvedPrintsEveryKeyWithItsDefault"),
    ("show KIND", {}, "$T show dose-response 2>&1 | head -3", "KeysTests.showListsAKindsKeys, KindKeysTests"),
    ("list", {}, "$T list calibrations 2>&1 | head -1; $T list formats 2>&1 | head -1",
     "KeysTests.listPrintsWhatTheReadmeSays"),
    ("a documented summary", {},
     f"$T run slab {SLAB} --json | tr -d ' \\n' | grep -oE '\"schema\":[0-9]|\"verdict\":\\{{\"estimator' | tr '\\n' ' '; echo",
     "SummaryDocumentTests"),
    ("the root help's default", {}, "$T --help | grep -i default | head -1; $T run --help | grep -A2 'USAGE'",
     "KeysTests.helpIsTrue"),
    ("a learner to copy", {}, "$T show stated 2>&1 | head -1", "StatedRunTests.estimatorsFindTheStatedLaw"),
]
