# The server's extension (this file) and pg_migrate (src/client/Makefile): PGXS builds one target a Makefile.
#
#   make  make install  make installcheck     [PG_CONFIG=/usr/lib/postgresql/17/bin/pg_config]

EXTENSION = migrate
MODULE_big = migrate
DATA = migrate--1.0.sql
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c $(foreach room,server graph parse store file file/formats tool schema schema/kinds run guard autogenerate command,src/$(room)/*.c))))

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --encoding=UTF8 --no-locale

# -fvisibility=hidden: an extension shares its backend's symbols, so only what the server calls is exported.  With it
# PostgreSQL 15 hides SQL functions too, hence PGDLLEXPORT.
PG_CPPFLAGS = -I$(srcdir)/src -DPGDLLEXPORT='__attribute__((visibility("default")))'
PG_CFLAGS = -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare

EXTRA_CLEAN = src/client/*.o src/client/pg_migrate

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

HEADERS_OF_OURS = $(wildcard $(srcdir)/src/*/*.h)
$(OBJS): $(HEADERS_OF_OURS)

all: client
install: install-client
clean: clean-client
uninstall: uninstall-client

client install-client clean-client uninstall-client:
	+$(if $(wildcard $(srcdir)/src/client/Makefile),$(MAKE) -C $(srcdir)/src/client $(patsubst client,all,$(patsubst %-client,%,$@)) PG_CONFIG='$(PG_CONFIG)' DESTDIR='$(DESTDIR)')
.PHONY: client install-client clean-client uninstall-client
