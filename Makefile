# Every target does its own set-up on a fresh Debian machine with Go, Node and
# root; what is missing and cannot be installed is named in one line.
# The work is done by small scripts in .ci/ and the Go tools in tools/.

# The product is pure Go, built by the Go that is installed (docs/decisions/0005).
export CGO_ENABLED = 0
export GOTOOLCHAIN = local

.PHONY: help demo test check soak gen build clean

help:
	@echo "make demo    build Parley and run the example mechanism, whole, on this machine"
	@echo "make test    what a newcomer should see pass: 20 minutes at most, cold, on 2 cores"
	@echo "make check   before a push: format, vet, layers, lint, race, dead code, generated files, vulnerabilities"
	@echo "make soak    what is too long for every day; keeps a result file in bench/results"
	@echo "make build   bin/parley and the tools"
	@echo "make gen     write the generated files anew"

demo:
	@.ci/setup demo
	@.ci/build
	@.ci/demo

test:
	@.ci/setup test
	@.ci/tools
	@mkdir -p build
	@bin/testrun -counts build/counts

check:
	@.ci/setup check
	@.ci/tools
	@.ci/check

soak:
	@.ci/setup soak
	@.ci/tools
	@bin/testrun -soak

build:
	@.ci/setup demo
	@.ci/build

gen:
	go generate ./...

clean:
	rm -rf bin build internal/web/assets/node_modules
	find internal/web/assets/dist -type f ! -name .gitkeep -delete
