package dev.sparkgate.cli;

import static java.util.Objects.requireNonNull;

import dev.sparkgate.error.SparkgateException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sparkgate doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks what Sparkgate and its clients need, and says how to mend what is missing."
                + " Exit status 1 when something does not work.",
        footer = {"", "Examples:", "  sparkgate doctor", "  sparkgate doctor --gateway https://sparkgate.example.com"})
final class DoctorCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private boolean trouble;

    @Mixin
    GatewayOption gateway = new GatewayOption();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings");
    }

    @Override
    public Integer call() {
        MachineChecks machine = new MachineChecks(surroundings);
        check("Java", machine::java);
        check("Spark runtime", machine::runtime);
        Optional<Target> target = find();
        if (target.isPresent()) {
            GatewayChecks checks = new GatewayChecks(surroundings, target.get());
            check("gateway", checks::reachable);
            check("TLS", checks::tls);
            check("token", checks::token);
            check("version skew", checks::version);
        }
        check("Python client", new PythonClientCheck(surroundings)::check);
        return trouble ? ExitStatus.NEGATIVE : ExitStatus.OK;
    }

    private Optional<Target> find() {
        try {
            Optional<Target> target =
                    new GatewayFinder(surroundings).find(gateway.url, surroundings.variable("SPARKGATE_ENVIRONMENT"));
            if (target.isEmpty()) {
                print(
                        "gateway",
                        Finding.fine("none runs; 'sparkgate run' and 'sparkgate lease' start one when they need it"));
            }
            return target;
        } catch (SparkgateException e) {
            print("gateway", Finding.trouble(e.getMessage(), "correct the address"));
            return Optional.empty();
        }
    }

    private void check(String name, Supplier<Finding> check) {
        try {
            print(name, check.get());
        } catch (SparkgateException e) {
            print(name, Finding.trouble(e.code() + ": " + e.getMessage(), "see the message"));
        }
    }

    private void print(String name, Finding finding) {
        if (finding instanceof Finding.Fine) {
            line("ok", name, finding.text());
        } else if (finding instanceof Finding.Doubt doubt) {
            line("warn", name, doubt.text());
            line("", "", "mend: " + doubt.mend());
        } else if (finding instanceof Finding.Trouble bad) {
            trouble = true;
            line("FAIL", name, bad.text());
            line("", "", "mend: " + bad.mend());
        }
    }

    private void line(String mark, String name, String text) {
        surroundings.out().println(String.format("%-5s %-14s %s", mark, name, text));
    }
}
