using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Processes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enforcement.Documents;

public static class DocumentServices
{
    /// <summary>Legal documents in every step on a case; jobs and tests use it without the web.</summary>
    public static IServiceCollection AddDocumentCore(this IServiceCollection services)
    {
        services.AddSingleton<DocumentKinds>();
        services.AddSingleton<ImportListener>(provider => provider.GetRequiredService<DocumentKinds>());
        services.AddSingleton<LegalTemplates>();
        services.AddSingleton(provider => new OfficeDetails(provider.GetService<IConfiguration>()));
        services.AddSingleton<DocumentModels>();
        services.AddTransient<CasePart, CasePersons>();
        services.AddTransient<CasePart, CaseDocuments>();
        services.TryAddSingleton<IDocumentWords, DirectoryWords>();
        services.AddSingleton<VoidDocument>();
        services.AddSingleton<ReissueDocument>();
        return services;
    }

    /// <summary>Legal documents with their pages and routes.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddDocumentCore();
        services.AddScoped<DocumentReader>();
        services.AddScoped<ICaseExtension, CaseDocumentList>();
        services.AddSingleton(new CasePanel(typeof(DocumentPanel), 30, IsMain: true, OnTasks: true));
        return services;
    }
}

/// <summary>机关代字 from the directory of organisations.</summary>
internal sealed class DirectoryWords(OrganizationDirectory organizations) : IDocumentWords
{
    public string Of(string organization) => organizations.Find(organization)?.DocumentWord ?? organization;
}
