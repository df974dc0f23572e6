using Enforcement.Identity;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Persistence;

/// <summary>
/// What pages and lists read, and how accounts, drafts and settings are written. Cases are written by the step, in SQL. The schema belongs to the
/// SQL migrations; each slice maps its own rows by an <see cref="IEntityTypeConfiguration{TEntity}"/> beside them.
/// </summary>
public sealed class EnforcementDb(DbContextOptions<EnforcementDb> options)
    : IdentityUserContext<Account, Guid>(options),
        IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");
        builder.ApplyConfigurationsFromAssembly(typeof(EnforcementDb).Assembly);
    }
}

public static class EnforcementDbServices
{
    /// <summary>EF Core over the pool of <c>enforcement_app</c>; nothing is tracked unless a query asks for it, and every query states the viewer's scope.</summary>
    public static IServiceCollection AddEnforcementDb(this IServiceCollection services)
    {
        services.AddSingleton<ScopedReads>();
        services.AddScoped<ViewerScope>();
        services.AddScoped<ScopeInterceptor>();
        services.AddDbContext<EnforcementDb>(
            (provider, options) =>
                options
                    .UseNpgsql(provider.GetRequiredService<Database>().App)
                    .UseSnakeCaseNamingConvention()
                    .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
                    .AddInterceptors(provider.GetRequiredService<ScopeInterceptor>())
        );
        return services;
    }
}
