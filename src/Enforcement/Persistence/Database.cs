using Npgsql;

namespace Enforcement.Persistence;

/// <summary>
/// The two ways into the one PostgreSQL database. <see cref="App"/> is how the service works: row-level security binds it and it owns nothing.
/// <see cref="Owner"/> is for migrations and Hangfire's schema only; nothing that serves a person opens it.
/// </summary>
public sealed class Database(string app, string owner) : IAsyncDisposable
{
    // No reset on close saves seven statements each time a connection is taken from the pool. It holds only because every set_config in this
    // service is local to its transaction; a setting of the session would leak to the next officer.
    private const string AppDefaults =
        "Application Name=enforcement;Maximum Pool Size=32;Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;";

    private const string OwnerDefaults = "Application Name=enforcement-owner;Maximum Pool Size=16;";

    /// <summary>Role <c>enforcement_app</c>.</summary>
    public NpgsqlDataSource App { get; } = NpgsqlDataSource.Create(AppDefaults + app);

    /// <summary>Role <c>enforcement_owner</c>.</summary>
    public NpgsqlDataSource Owner { get; } = NpgsqlDataSource.Create(OwnerDefaults + owner);

    /// <summary>Reads <c>ConnectionStrings:Enforcement</c> and <c>ConnectionStrings:EnforcementOwner</c>; what they say wins over our defaults.</summary>
    /// <exception cref="InvalidOperationException">One of the two is missing.</exception>
    public static Database From(IConfiguration configuration) =>
        new(Required(configuration, "Enforcement"), Required(configuration, "EnforcementOwner"));

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } given
            ? given
            : throw new InvalidOperationException(
                $"ConnectionStrings:{name} is missing. An own server needs both: Enforcement (role enforcement_app) and "
                    + "EnforcementOwner (role enforcement_owner); docker/roles.sql makes the roles."
            );
}
