using Enforcement.Handoffs.Exchange;
using Enforcement.Handoffs.Incoming;
using Enforcement.Handoffs.Links;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Patrols;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs;

public static class HandoffServices
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);

    /// <summary>A receipt is a few hundred bytes, a problem document no more.</summary>
    private const long LongestAnswer = 64 * 1024;

    /// <summary>What handoffs need without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddHandoffCore(this IServiceCollection services)
    {
        services.AddTransient<CasePart, CaseHandoffs>();
        services.AddSingleton<AnswerHandoff>();
        services.AddSingleton<RegisterPaperAnswer>();
        services.AddSingleton<HandoffPackage>();
        services.AddSingleton<HandoffReader>();
        services.AddSingleton<DownloadPackage>();
        services.AddSingleton<MakeLink>();
        services.AddSingleton<RevokeLink>();
        services.AddSingleton<LiaisonRate>();
        services.AddSingleton<LiaisonDesk>();
        services.AddSingleton<ExpireHandoffs>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<ExpireHandoffs>());

        services.AddSingleton<IncomingOpening>();
        services.AddSingleton<IFindingOrigin, IncomingOrigin>();
        services.AddSingleton<RegisterIncoming>();
        services.AddSingleton<SignForIncoming>();
        services.AddSingleton<IncomingDecision>();
        services.AddSingleton<AcceptIncoming>();
        services.AddSingleton<OpenIncoming>();
        services.AddSingleton<ReturnIncoming>();
        services.AddSingleton<ObjectToIncoming>();
        services.AddSingleton<NegotiateIncoming>();
        services.AddSingleton<TellResult>();
        services.AddSingleton<IncomingReader>();

        services.AddSingleton<Keys>();
        services.AddSingleton<Peers>();
        services.AddSingleton<OfferFiles>();
        services.AddSingleton<SenderSide>();
        services.AddSingleton<ReceiverSide>();
        services.AddSingleton<TakeMessage>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<ExchangeCall>();
        services.AddSingleton<Pairs>();
        services.AddSingleton<GiveUpMessage>();
        services.AddSingleton<ExchangeSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<ExchangeSweep>());
        // Another body's machine is no place to be led elsewhere by.
        services
            .AddHttpClient(
                ExchangeCall.Client,
                client => (client.Timeout, client.MaxResponseContentBufferSize) = (AnswersWithin, LongestAnswer)
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectsWithin }
            );
        return services;
    }

    /// <summary>Letters beyond the installation: packages, links for bodies without an account, letters from outside, other installations.</summary>
    public static IServiceCollection AddHandoffs(this IServiceCollection services)
    {
        services.AddHandoffCore();
        services.AddSingleton(new MenuEntry(26, "handoffs.menu", "/handoffs", "send"));
        services.AddSingleton(new MenuEntry(870, "peers.menu", "/handoffs/peers", "lock", Roles.SystemAdmin));
        return services;
    }
}
