# shellcheck shell=bash
# Finds Java and names what is made for it; sourced by both launchers.

fail() {
    printf 'sparkgate: %s\n' "$1" >&2
    exit 125
}

# Prints the path behind all symbolic links (macOS before 12.3 has no `readlink -f`).
resolve_link() {
    readlink -f "$1" 2>/dev/null || printf '%s\n' "$1"
}

# Sets `java` (the command), `java_home` and `java_id` (names the JDK, in file names); ends with a clear message when there is no Java 17.
find_java() {
    local from home line version='' major
    if [[ -n ${JAVA_HOME:-} ]]; then
        from="JAVA_HOME=$JAVA_HOME"
        java=$JAVA_HOME/bin/java
        [[ -x $java ]] || fail "RUNTIME_UNAVAILABLE: JAVA_HOME is '$JAVA_HOME', which has no bin/java (expected: the folder of a Java 17 or newer); correct JAVA_HOME or unset it"
        home=$JAVA_HOME
    else
        java=$(command -v java) || fail "RUNTIME_UNAVAILABLE: no java in PATH and JAVA_HOME is not set (expected: Java 17 or newer); install one, for example 'apt-get install openjdk-17-jdk-headless' or 'brew install openjdk@17'"
        from=$java
        home=$(resolve_link "$java")
        home=${home%/bin/java}
    fi
    # The file `release` of a JDK saves the tenth of a second that asking java itself takes.
    if [[ -r $home/release ]]; then
        while IFS= read -r line; do
            case $line in
                JAVA_VERSION=*) version=${line#*=} ;;
            esac
        done <"$home/release"
        version=${version//\"/}
    fi
    if [[ -z $version ]]; then
        version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1) || version=''
    fi
    major=${version#1.}
    major=${major%%[!0-9]*}
    if [[ -z $major || $major -lt 17 ]]; then
        fail "RUNTIME_UNAVAILABLE: Java ${version:-of an unknown version} found by $from (expected: Java 17 or newer); install one, for example 'apt-get install openjdk-17-jdk-headless' or 'brew install openjdk@17', and let JAVA_HOME or PATH name it"
    fi
    # Read by the scripts that source this one.
    # shellcheck disable=SC2034
    java_home=$home
    java_id=$version${home//\//-}
}

# Sets `archive_name`, for the class-data sharing archives of a JDK and a jar; after find_java. By content: the times of
# reproducible builds tell nothing, and the JVM itself looks at a jar's time and size only.
name_archives() {
    local build
    build=$(cksum <"$1")
    # Read by the scripts that source this one.
    # shellcheck disable=SC2034
    archive_name=$java_id-${build// /-}
}
