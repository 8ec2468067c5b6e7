# Every target also works by hand: swift build, swift test, swift run sealpost.
SHELL := /bin/bash
SWIFT ?= swift
# A target that imports what it does not declare is an error.
FLAGS := --explicit-target-dependency-import-check error
PREFIX ?= /usr/local
# For each fuzzer.
SECONDS := 600
FUZZERS :=
SOURCES := Package.swift Sources Tests $(foreach example,SendMail ThreadProgram,Examples/$(example)/Package.swift Examples/$(example)/Sources)
SOURCES += $(addprefix Benchmarks/,Package.swift BenchmarkSupport CaptureGenerator CaptureBenchmark TapBenchmark SendingBenchmark MicroBenchmark MessageBenchmark ReadingShapes) Fuzzing/Package.swift Fuzzing/Sources
LIBRARIES := Sealpost SMTPSending SMTPCore SASL TLSWire MIME SMTPReceiving MailSandbox MailDiagnosis XojoSockets

.PHONY: help setup demo build-tests test reliability tsan interop lint examples docs page-check fuzz bench bench-sending bench-messages install clean

help:
	@echo "make demo      send a message over proven TLS to a server of its own, and see a TLS 1.0 client turned away"
	@echo "make test      run every test that needs nothing but the package"
	@echo "make reliability  break connections at every byte, and at random under 200,000 messages; takes some minutes"
	@echo "make tsan      run the client's tests under the thread sanitizer, in a build of its own; takes half an hour the first time"
	@echo "make interop   run the tests against real servers and tools (Postfix, Exim, Dovecot, aiosmtpd, OpenSSL, tshark, proxies, swaks, msmtp, curl, smtplib)"
	@echo "make lint      check the formatting, and the porting table and the articles against the code"
	@echo "make examples  build the examples, show which modules one compiles, and run the other"
	@echo "make docs      build the documentation into .build/documentation"
	@echo "make page-check look at the pages of --html in Chromium, and check what axe can check"
	@echo "make fuzz      run each fuzzer for SECONDS ($(SECONDS)), two at once; FUZZERS names some"
	@echo "make bench     measure sending beside other programs, capture beside tshark, and tap beside socat; writes Benchmarks/RESULTS.md"
	@echo "make bench-sending  the first of these alone; QUICK=1 for two minutes instead of fifteen"
	@echo "make bench-messages  measure composing and reading beside GMime and Python, for a minute or two; adds to Benchmarks/RESULTS.md"
	@echo "make install   build for release and install sealpost into PREFIX/bin ($(PREFIX))"
	@echo "make setup     install what the system lacks (called by the others)"

setup:
	@Scripts/setup.sh

demo: setup
	$(SWIFT) build $(FLAGS) --product sealpost
	@"$$($(SWIFT) build --show-bin-path)/sealpost" demo

build-tests: setup
	$(SWIFT) build $(FLAGS) --build-tests

# Those that talk to servers in processes of their own, one after the other: on two cores all at once would keep each other
# waiting. So would those that cut a connection at every byte, which need no server and keep a processor busy.
TALKING_TESTS := SMTPSendingTests XojoSocketsTests SealpostCLITests
test: build-tests
	$(SWIFT) test --skip-build --quiet --skip InteropTests $(addprefix --skip ,$(TALKING_TESTS))
	$(SWIFT) test --skip-build --quiet --filter EveryByteTests
	@for tests in $(TALKING_TESTS); do \
	  echo "$(SWIFT) test --skip-build --quiet --filter $$tests --skip EveryByteTests"; \
	  $(SWIFT) test --skip-build --quiet --filter $$tests --skip EveryByteTests || exit 1; \
	done

# The tests that break connections, at every byte and at random, at their full length.
reliability: build-tests
	SEALPOST_THOROUGH=1 $(SWIFT) test --skip-build --filter 'EveryByteTests|UnreliableServerTests'

# One test after the other, for the sanitizer slows them and their time limits are meant for a machine of their own. Those that
# cut a connection at every byte run on one thread, and would take most of the time.
TSAN_BUILD := .build/tsan
tsan: setup
	$(SWIFT) build $(FLAGS) --build-tests --sanitize=thread --scratch-path $(TSAN_BUILD)
	TSAN_OPTIONS=halt_on_error=1 $(SWIFT) test --skip-build --sanitize=thread --scratch-path $(TSAN_BUILD) --no-parallel \
	  --filter 'SMTPSendingTests|XojoSocketsTests|SealpostTests' --skip EveryByteTests

interop: build-tests
	@Scripts/interop-setup.sh
	$(SWIFT) test --skip-build --filter InteropTests

lint: setup
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	Scripts/check-porting-table.py
	Scripts/check-articles.py

examples: setup
	$(SWIFT) build --package-path Examples/SendMail --product SendMail
	Scripts/check-example-modules.sh
	$(SWIFT) run --package-path Examples/ThreadProgram ThreadProgram

docs: setup
	mkdir -p .build/documentation
	for library in $(LIBRARIES); do \
	  $(SWIFT) package --allow-writing-to-directory .build/documentation \
	    generate-documentation --target $$library --output-path .build/documentation/$$library \
	    --transform-for-static-hosting --hosting-base-path $$library || exit 1; \
	done

page-check: setup
	Scripts/look-at-page.py

fuzz: setup
	SWIFT="$(SWIFT)" Scripts/fuzz.sh $(SECONDS) $(FUZZERS)

# What each measures, and against what, stands at its head.
BENCHMARK_CAPTURE := $(or $(TMPDIR),/tmp)/sealpost-benchmark.pcap
BENCHMARK_BYTES := 1000000000
bench: setup bench-sending bench-messages
	@for tool in tshark socat time; do \
	  type -P $$tool >/dev/null || { echo "bench: $$tool is missing: apt-get install tshark socat time"; exit 1; }; \
	done
	$(SWIFT) build -c release --product sealpost
	$(SWIFT) build -c release --package-path Benchmarks
	$(SWIFT) run -c release --package-path Benchmarks CaptureGenerator "$(BENCHMARK_CAPTURE)" $(BENCHMARK_BYTES)
	$(SWIFT) run -c release --package-path Benchmarks CaptureBenchmark "$(BENCHMARK_CAPTURE)" \
	  "$$($(SWIFT) build -c release --show-bin-path)/sealpost"
	rm -f "$(BENCHMARK_CAPTURE)"
	$(SWIFT) run -c release --package-path Benchmarks TapBenchmark "$$($(SWIFT) build -c release --show-bin-path)/sealpost"

BENCHMARK_RESULTS := Benchmarks/RESULTS.md
bench-sending: setup
	Benchmarks/Peers/setup.sh
	$(SWIFT) build -c release --package-path Benchmarks
	$(SWIFT) run -c release --package-path Benchmarks SendingBenchmark $(if $(QUICK),--quick) --results "$(BENCHMARK_RESULTS)"
	$(SWIFT) run -c release --package-path Benchmarks MicroBenchmark --append "$(BENCHMARK_RESULTS)"

# Adds to the tables that bench-sending writes, so it comes after that where both run.
bench-messages: setup $(if $(filter bench,$(MAKECMDGOALS)),bench-sending)
	Benchmarks/Peers/setup.sh
	$(SWIFT) run -c release --package-path Benchmarks MessageBenchmark --append "$(BENCHMARK_RESULTS)"

install: setup
	$(SWIFT) build -c release --product sealpost
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$($(SWIFT) build -c release --show-bin-path)/sealpost" "$(DESTDIR)$(PREFIX)/bin/sealpost"

clean:
	$(SWIFT) package clean
