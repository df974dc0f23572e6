using Enforcement.Cases;

namespace Enforcement.Evidence;

public static class EvidenceServices
{
    /// <summary>Photos and scans: kept once by their hash, seen with their finding or case.</summary>
    public static IServiceCollection AddEvidence(this IServiceCollection services)
    {
        services.AddSingleton<IFileStore, PostgresFileStore>();
        services.AddSingleton<AttachmentReader>();
        services.AddSingleton<TakeIn>();
        services.AddSingleton(new CasePanel(typeof(PhotoPanel), 60, IsMain: false, OnTasks: true));
        return services;
    }
}
