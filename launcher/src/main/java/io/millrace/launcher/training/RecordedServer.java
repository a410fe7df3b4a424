package io.millrace.launcher.training;

import io.millrace.local.process.ClassArchive;
import io.millrace.local.process.Command;
import io.millrace.local.server.LocalServer;
import java.time.Duration;
import java.util.Optional;

/** A server that records the classes it loads, for its archive. */
record RecordedServer(LocalServer server) implements LocalServer {
    @Override
    public String name() {
        return server.name();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Command prepare() {
        return ClassArchive.recorded(server.prepare());
    }

    @Override
    public Optional<ClassArchive> classArchive() {
        return server.classArchive();
    }

    @Override
    public Optional<String> notReady() {
        return server.notReady();
    }

    @Override
    public Optional<String> refusal() {
        return server.refusal();
    }

    @Override
    public boolean isSilent() {
        return server.isSilent();
    }

    @Override
    public Duration longestSilence() {
        return server.longestSilence();
    }

    @Override
    public String url() {
        return server.url();
    }
}
