namespace Enforcement.Shell;

public static class ReadModels
{
    /// <summary>
    /// AutoMapper, for reading only: each slice keeps its profile beside its view. Its licence key is the setting <c>AutoMapper:LicenseKey</c>;
    /// without one it works and says so once in the log.
    /// </summary>
    public static IServiceCollection AddReadModels(this IServiceCollection services)
    {
        services.AddAutoMapper(
            (provider, mapping) => mapping.LicenseKey = provider.GetRequiredService<IConfiguration>()["AutoMapper:LicenseKey"],
            typeof(ReadModels).Assembly
        );
        return services;
    }
}
